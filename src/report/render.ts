import type {Report} from './model.js';
import type {RenderOptions, ReportFormat} from './options.js';

export {REPORT_FORMATS, type RenderOptions, type ReportFormat} from './options.js';

/**
 * A report in one of its formats, with a trailing line feed. Pure; each format is its own module, loaded when asked for.
 *
 * @throws RangeError when `timeZone` is no zone that the runtime knows
 */
export async function render(report: Report, format: ReportFormat, options: RenderOptions = {}): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('./text.js')).renderText(report, options);
    case 'json':
      return (await import('./json.js')).renderJson(report);
    case 'markdown':
      return (await import('./markdown.js')).renderMarkdown(report, options);
    case 'html':
      return (await import('./html.js')).renderHtml(report, options);
    case 'github':
      return (await import('./github.js')).renderGithub(report, options);
    case 'junit':
      return (await import('./junit.js')).renderJunit(report);
  }
}

import {sanitizeDeep} from '../terminal/sanitize.js';
import type {Report} from './model.js';
import type {RenderOptions} from './options.js';
import {actions} from './text/actions.js';
import {findings, footer, gaps, questions, redactions} from './text/appendix.js';
import {causes, hypotheses, ruledOut, unjudged} from './text/causes.js';
import {changes, files, images} from './text/comparison.js';
import {doFirst, headline, phases, rollbackBanner, targetHeader} from './text/overview.js';
import {createPage, section} from './text/page.js';
import {startup} from './text/startup.js';
import {timeline} from './text/timeline.js';

/** The report for a terminal. What a woken engineer needs stands first; sections without content are left out. */
export function renderText(original: Report, options: RenderOptions = {}): string {
  const report = sanitizeDeep(original);
  const page = createPage(options);
  const lines = [
    ...headline(page, report),
    ...rollbackBanner(page, report),
    ...doFirst(page, report),
    ...targetHeader(page, report),
    ...section(page, 'HOW FAR IT CAME', phases(page, report)),
    ...section(page, 'CAUSES', causes(page, report)),
    ...section(page, 'WHAT TO DO', actions(page, report)),
    ...section(page, 'RULED OUT', ruledOut(page, report)),
    ...section(page, 'COULD NOT BE JUDGED', unjudged(page, report)),
    ...section(page, 'START-UP CONTRACT', startup(page, report)),
    ...section(page, 'WHY THE GOOD VERSION WORKS AND THIS ONE DOES NOT', hypotheses(page, report)),
    ...section(page, 'WHAT CHANGED', changes(page, report)),
    ...section(page, 'IMAGES', images(page, report)),
    ...section(page, 'TIMELINE', timeline(page, report)),
    ...section(page, 'OTHER FINDINGS', findings(page, report)),
    ...section(page, 'OPEN QUESTIONS, ANSWERED', questions(page, report)),
    ...section(page, 'FILES TO REVIEW', files(page, report)),
    ...section(page, 'COULD NOT LOOK', gaps(page, report)),
    ...section(page, 'MASKED', redactions(page, report)),
    ...footer(page, report),
  ];
  return `${lines.map(trimLine).join('\n')}\n`;
}

/** Trailing spaces go, also those before the end of a colour. */
function trimLine(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes are the style's own
  return line.replace(/(?:\s|\u001B\[\d+m)+$/, (tail) => tail.replaceAll(/\s/g, ''));
}

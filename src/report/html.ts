import {sanitizeDeep} from '../terminal/sanitize.js';
import {formatTime} from './format.js';
import {definitions, type Scene, step} from './html/blocks.js';
import {type Html, html} from './html/markup.js';
import {sections} from './html/sections.js';
import {STYLE, STYLE_HASH} from './html/style.js';
import {serviceLink} from './links.js';
import type {Report} from './model.js';
import type {RenderOptions} from './options.js';
import {firstStep} from './steps.js';
import {rollbackRows, targetRows} from './summary.js';
import {OUTCOMES} from './words.js';

/** Nothing is loaded and nothing runs: the style sheet is the one thing that the page may use. */
const POLICY = `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

/** The report as one file for a browser: no script, no network, light, dark and printed. */
export function renderHtml(original: Report, options: RenderOptions = {}): string {
  const report = sanitizeDeep(original);
  const scene: Scene = {zone: options.timeZone ?? 'UTC', target: report.target};
  const parts = sections(report, scene);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${OUTCOMES[report.outcome]}: ${report.target.service}</title>
<style>${{markup: STYLE}}</style>
</head>
<body>
<header>
<span class="badge solid ${report.outcome}">${OUTCOMES[report.outcome]}</span>
<h1>${report.headline}</h1>
${rollback(report, scene)}${first(report)}${definitions(targetRows(report, scene.zone))}${consoleLink(report)}
</header>
<nav aria-label="Sections">${parts.map(({id, title}) => html`<a href="#${id}">${title}</a> `)}</nav>
<main>
${parts.map(
  ({id, title, body}) => html`<section id="${id}"><h2>${title}</h2>
${body}
</section>
`,
)}</main>
<footer>${report.tool.name} ${report.tool.version}, ${formatTime(report.generatedAt, scene.zone)}. Nothing was changed: it only reads.</footer>
</body>
</html>
`.markup;
}

function rollback(report: Report, {zone}: Scene): Html | null {
  const rows = rollbackRows(report, zone);
  return rows === null
    ? null
    : html`<aside class="banner"><strong>SILENT ROLLBACK: the new version does not run, the old one does.</strong>${definitions(rows)}</aside>
`;
}

function first(report: Report): Html | null {
  const of = firstStep(report);
  return of === null
    ? null
    : html`<div class="first"><strong>Do first</strong>${step(of)}</div>
`;
}

function consoleLink({target}: Report): Html | null {
  const link = serviceLink(target);
  return link === null
    ? null
    : html`<p><a href="${link}" rel="noreferrer">Open the service in the AWS console</a></p>
`;
}

import type {Pointer} from '../../engine/rule.js';
import type {Missing, Reason, Step, Verdict} from '../../engine/verdict.js';
import {plural} from '../format.js';
import {logLink} from '../links.js';
import {missingWords} from '../missing.js';
import type {Target} from '../model.js';
import {excerptLines, pointerPlace, shownPointers} from '../pointer.js';
import {isCommand} from '../steps.js';
import type {Row} from '../summary.js';
import {STEP_KINDS, STRENGTHS, VERDICTS} from '../words.js';
import {type Html, html, nothing} from './markup.js';

/** What the parts of one page share. */
export interface Scene {
  readonly zone: string;
  readonly target: Target;
}

const VERDICT_TONES = {
  confirmed: 'bad',
  likely: 'warn',
  possible: 'info',
  unknown: 'soft',
  'ruled-out': 'soft',
} as const satisfies Record<Verdict, string>;

export function verdictBadge(verdict: Verdict): Html {
  return html`<span class="badge ${VERDICT_TONES[verdict]}">${VERDICTS[verdict]}</span>`;
}

export function definitions(rows: readonly Row[]): Html {
  return html`<dl>${rows.map(([name, value]) =>
    value === null
      ? nothing
      : html`<dt>${name}</dt><dd>${value}</dd>
`,
  )}</dl>`;
}

/** Source lines of a statement, each under its place, with a way to it in the AWS console. */
export function quotes(scene: Scene, pointers: readonly Pointer[]): Html {
  const {shown, more} = shownPointers(pointers);
  return html`${shown.map((pointer) => quote(scene, pointer))}${more === 0 ? null : html`<p class="place">and ${plural(more, 'place')} more, in the JSON report</p>`}`;
}

function quote({zone, target}: Scene, pointer: Pointer): Html {
  const place = pointerPlace(pointer, zone);
  const link = logLink(pointer, target);
  const named = link === null ? html`${place}` : html`<a href="${link}" rel="noreferrer">${place}</a>`;
  const {excerpt} = pointer;
  return html`<p class="place">${named}</p>${excerpt === undefined || excerpt === '' ? null : html`<pre class="quote">${excerptLines(excerpt).join('\n')}</pre>`}
`;
}

export function reasons(scene: Scene, title: string, list: readonly Reason[]): Html {
  if (list.length === 0) return nothing;
  const item = ({text, strength, at}: Reason) =>
    html`<li>${text}${strength === undefined ? null : html` <span class="soft">(${STRENGTHS[strength]})</span>`}${quotes(scene, at)}</li>
`;
  return html`<h4>${title}</h4><ul>${list.map(item)}</ul>`;
}

export function missing(list: readonly Missing[]): Html {
  if (list.length === 0) return nothing;
  return html`<h4>Missing</h4><ul>${missingWords(list).map(({text, fix}) => html`<li>${text}${fix === null ? null : html` <span class="soft">→ ${fix}</span>`}</li>`)}</ul>`;
}

export function step(of: Step): Html {
  const changes = of.kind === 'mutate';
  return html`<p><span class="badge ${changes ? 'warn' : 'soft'}">${STEP_KINDS[of.kind]}</span> ${of.text}</p>${
    of.command === undefined ? null : html`<pre class="command"><code>${of.command}</code></pre>`
  }${
    of.undo === undefined
      ? null
      : isCommand(of.undo)
        ? html`<p class="soft">Undo:</p><pre class="command"><code>${of.undo}</code></pre>`
        : html`<p class="soft">Undo: ${of.undo}</p>`
  }`;
}

export function steps(list: readonly Step[]): Html {
  return html`<ol>${list.map(
    (one) => html`<li>${step(one)}</li>
`,
  )}</ol>`;
}

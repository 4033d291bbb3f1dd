import {findingsBeyondCauses} from '../findings.js';
import {formatTime, plural} from '../format.js';
import {imageRows, showsAttempted} from '../images.js';
import {ruledOutCauses, splitGaps, standingCauses, unjudgedByLack, unjudgedCauses} from '../missing.js';
import type {Hypothesis, Report} from '../model.js';
import {gateWord, startupSummary} from '../startup.js';
import {groupSteps, ownSteps} from '../steps.js';
import {ladderSentence, phaseSentence} from '../summary.js';
import {CHECK_STATUS, EVIDENCE, GAP_STATUS, SEVERITIES, TIMELINE_SOURCES} from '../words.js';
import {definitions, missing, quotes, reasons, type Scene, steps, verdictBadge} from './blocks.js';
import {type Html, html, nothing} from './markup.js';
import {phasePicture, timelinePicture} from './pictures.js';

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** The page's sections in order; those without content are left out. */
export function sections(report: Report, scene: Scene): readonly Section[] {
  const all: readonly (Section & {readonly size: number})[] = [
    {id: 'phases', title: 'How far it came', size: report.phases.length, body: phases(report)},
    {id: 'causes', title: 'Causes', size: standingCauses(report).length, body: causes(report, scene)},
    {
      id: 'ruled-out',
      title: 'Ruled out',
      size: ruledOutCauses(report).length,
      body: ruledOut(report),
    },
    {
      id: 'unjudged',
      title: 'Could not be judged',
      size: unjudgedCauses(report).length,
      body: unjudged(report),
    },
    {id: 'actions', title: 'What to do', size: report.actions.length, body: actions(report)},
    {id: 'startup', title: 'Start-up contract', size: report.startup === null ? 0 : 1, body: startup(report)},
    {
      id: 'hypotheses',
      title: 'Why the good version works and this one does not',
      size: report.hypotheses.length,
      body: hypotheses(report, scene),
    },
    {id: 'changes', title: 'What changed', size: report.changes.length, body: changes(report, scene)},
    {id: 'images', title: 'Images', size: imageRows(report, scene.zone).length, body: images(report, scene)},
    {id: 'timeline', title: 'Timeline', size: report.timeline.length, body: timeline(report, scene)},
    {
      id: 'findings',
      title: 'Other findings',
      size: findingsBeyondCauses(report).length,
      body: findings(report, scene),
    },
    {
      id: 'questions',
      title: 'Open questions, answered',
      size: report.questions.length,
      body: questions(report, scene),
    },
    {id: 'files', title: 'Files to review', size: report.filesToReview.length, body: files(report)},
    {id: 'gaps', title: 'Could not look', size: report.gaps.length, body: gaps(report)},
    {id: 'masked', title: 'Masked', size: report.redactions.length, body: redactions(report)},
  ];
  return all.filter(({size}) => size > 0);
}

function phases(report: Report): Html {
  const ladder = ladderSentence(report);
  return html`${phasePicture(report)}<p>${phaseSentence(report)}${ladder === null ? null : ` ${ladder}`}</p>`;
}

function causes(report: Report, scene: Scene): Html {
  return html`${standingCauses(report).map((cause, index) => {
    const own = ownSteps(cause, report.actions);
    return html`<article class="cause ${cause.verdict}"><h3>${index + 1}. ${verdictBadge(cause.verdict)} ${cause.title}</h3>
<p class="soft"><code>${cause.cause}</code>, acts in phase ${cause.phase}</p>${argument(cause, scene)}${own.length === 0 ? null : html`<h4>Next</h4>${steps(own)}`}</article>
`;
  })}`;
}

function argument(of: Pick<Hypothesis, 'because' | 'against' | 'missing'>, scene: Scene): Html {
  return html`${reasons(scene, 'Because', of.because)}${reasons(scene, 'Against', of.against)}${missing(of.missing)}`;
}

function ruledOut(report: Report): Html {
  return html`<ul>${ruledOutCauses(report).map(
    ({cause, title, against}) =>
      html`<li><code>${cause}</code>: ${title}<br><span class="soft">${against.map(({text}) => text).join('; ')}</span></li>
`,
  )}</ul>`;
}

function unjudged(report: Report): Html {
  return html`<ul>${unjudgedByLack(report).map(({missing: {text, fix}, causes: list}) => {
    const lack = html`${text}${fix === null ? null : ` → ${fix}`}`;
    const [only] = list;
    return list.length === 1 && only !== undefined
      ? html`<li><code>${only.cause}</code>: ${only.title}<br><span class="soft">${lack}</span></li>
`
      : html`<li>${lack}<br><span class="soft">${list.length} causes:${list.map(({cause}) => html` <code>${cause}</code>`)}</span></li>
`;
  })}</ul>`;
}

function actions(report: Report): Html {
  return html`${groupSteps(report.actions).map(({title, steps: list}) => html`<h3>${title}</h3>${steps(list)}`)}`;
}

function startup({startup: summary}: Report): Html {
  if (summary === null) return nothing;
  const {checks, first, gates, parses} = summary.prediction;
  const gateList = Object.entries(gates).map(([gate, value]) => `${gate}=${gateWord(value)}`);
  const tones = {pass: 'good', fail: 'bad', unknown: 'warn', 'not-run': 'soft'} as const;
  return html`${definitions([...startupSummary(summary), ['gates', gateList.length === 0 ? null : gateList.join(', ')]])}
${
  checks.length === 0
    ? null
    : html`<div class="scroll"><table><thead><tr><th>#</th><th>check</th><th>result</th><th>what it says</th></tr></thead><tbody>
${checks.map(
  (
    check,
    index,
  ) => html`<tr class="${check.status}"><td>${index + 1}</td><td><code>${check.id}</code></td><td><strong class="${tones[check.status]}">${CHECK_STATUS[check.status]}</strong>${check.id === first ? html`<br>stops here` : null}</td><td>${check.message}${check.fix === undefined || check.status === 'pass' ? null : html`<br><span class="soft">→ ${check.fix}</span>`}</td></tr>
`,
)}</tbody></table></div>`
}${
  parses.length === 0
    ? null
    : html`<h4>Settings read at import</h4><ul>${parses.map(({variable, type, status, message}) => html`<li><code>${variable}</code> (${type}) <strong class="${tones[status]}">${CHECK_STATUS[status]}</strong>: ${message}</li>`)}</ul>`
}`;
}

function hypotheses(report: Report, scene: Scene): Html {
  return html`${report.hypotheses.map(
    (hypothesis) =>
      html`<article class="cause"><h3>${verdictBadge(hypothesis.verdict)} ${hypothesis.title}</h3>${argument(hypothesis, scene)}</article>
`,
  )}`;
}

function changes(report: Report, scene: Scene): Html {
  return html`<ul class="plain">${report.changes.map(
    ({what, before, after, at}) =>
      html`<li><strong>${what}</strong>${definitions([
        ['before', before],
        ['after', after],
      ])}${quotes(
        scene,
        at.filter(({excerpt}) => excerpt !== undefined),
      )}</li>
`,
  )}</ul>`;
}

function images(report: Report, {zone}: Scene): Html {
  const both = showsAttempted(report);
  return html`<div class="scroll"><table><thead><tr><th></th><th>running</th>${both ? html`<th>attempted</th>` : null}</tr></thead><tbody>
${imageRows(report, zone).map(
  ({name, running, attempted, differs}) =>
    html`<tr><td class="key soft">${name}</td><td>${running ?? 'not known'}</td>${both ? html`<td class="${differs ? 'differs' : ''}">${attempted ?? 'not known'}${differs ? html` <span class="soft">(differs)</span>` : null}</td>` : null}</tr>
`,
)}</tbody></table></div>`;
}

function timeline(report: Report, {zone}: Scene): Html {
  return html`${timelinePicture(report, zone)}
<div class="scroll"><table><thead><tr><th>time</th><th>source</th><th>what</th></tr></thead><tbody>
${report.timeline.map(
  ({at, source, text, important}) =>
    html`<tr class="${important === true ? 'important' : ''}"><td class="key">${formatTime(at, zone)}</td><td class="key">${TIMELINE_SOURCES[source]}</td><td>${important === true ? html`<strong>${text}</strong>` : text}</td></tr>
`,
)}</tbody></table></div>`;
}

function findings(report: Report, scene: Scene): Html {
  const tones = {error: 'bad', warning: 'warn', info: 'soft'} as const;
  return html`<ul class="plain">${findingsBeyondCauses(report).map(
    ({rule, severity, text, at}) =>
      html`<li><span class="badge ${tones[severity]}">${SEVERITIES[severity]}</span> ${text} <code class="soft">${rule}</code>${quotes(scene, at)}</li>
`,
  )}</ul>`;
}

function questions(report: Report, scene: Scene): Html {
  return html`<ol>${report.questions.map(
    ({question, answer, at}) => html`<li><strong>${question}</strong><br>${answer}${quotes(scene, at)}</li>
`,
  )}</ol>`;
}

function files(report: Report): Html {
  return html`<ul>${report.filesToReview.map(
    ({path, why}) => html`<li><code>${path}</code><br>${why}</li>
`,
  )}</ul>`;
}

function gaps(report: Report): Html {
  const {told, notAskedFor} = splitGaps(report.gaps);
  return html`<ul>${told.map(
    ({evidence, status, why, fix}) =>
      html`<li><strong>${EVIDENCE[evidence]}</strong> (${GAP_STATUS[status]}): ${why}${fix === null ? null : html`<br><span class="soft">→ ${fix}</span>`}</li>
`,
  )}${notAskedFor === null ? null : html`<li>${notAskedFor}</li>`}</ul>`;
}

function redactions(report: Report): Html {
  return html`<ul>${report.redactions.map(
    ({what, where, count}) => html`<li>${what} in ${where}: ${plural(count, 'time')}</li>
`,
  )}</ul>`;
}

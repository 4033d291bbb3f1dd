import type {Prediction} from '../contract/prediction.js';
import {howToName, IMAGE_UNREAD, whyNotApplied} from '../engine/startup-check.js';
import type {ReportedFinding, StartupSummary} from '../report/model.js';
import type {RenderOptions} from '../report/options.js';
import {gateWord} from '../report/startup.js';
import {createPage, definitions, type Page, paragraph, section} from '../report/text/page.js';
import {checkTable, parses} from '../report/text/startup.js';
import {CONFIGURATIONS, SEVERITIES} from '../report/words.js';
import {sanitizeDeep, sanitizeLine} from '../terminal/sanitize.js';
import {paintAll} from '../terminal/style.js';

/** The answer of `validate`: would this container survive its start? */
export interface Validation {
  readonly schemaVersion: 1;
  /** What was judged: "my-api", ".env", with what-if changes named. */
  readonly source: string;
  readonly service: string | null;
  readonly configuration: StartupSummary['configuration'] | null;
  readonly contract: AppliedContract;
  /** Whether variables that the image of this configuration sets were judged too. */
  readonly imageVariables: 'listed' | 'unknown';
  readonly outcome: Prediction['outcome'];
  readonly first: string | null;
  readonly mayStopEarlierAt: readonly string[];
  readonly gates: Prediction['gates'];
  readonly checks: Prediction['checks'];
  readonly parses: Prediction['parses'];
  readonly findings: readonly ReportedFinding[];
}

export interface AppliedContract {
  readonly name: string;
  /** Why it speaks for what was judged. Null: nothing says that it does. */
  readonly appliesBecause: string | null;
  /** Whether anything that was read says which program runs. */
  readonly programKnown: boolean;
}

/** What `validate` prints as text. */
export function validationText(validation: Validation, options: RenderOptions): string {
  const page = createPage(options);
  const safe = sanitizeDeep(validation);
  const lines = [
    page.style.bold(sanitizeLine(`Start-up check of ${validation.source}`)),
    ...definitions(page, [['verdict', validationVerdict(safe)]]),
    ...contractLines(page, safe),
    ...section(page, 'Configuration', findings(page, safe)),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** The verdict in one line. */
export function validationVerdict(validation: Validation): string {
  const {outcome, first, mayStopEarlierAt, checks, contract, parses, findings} = validation;
  const failing = checks.filter((check) => check.status === 'fail').length;
  const errors = findings.filter(({severity}) => severity === 'error').length;
  const besides = errors === 0 ? '' : ` Besides, ${errors} configuration ${errors === 1 ? 'error' : 'errors'}.`;
  switch (outcome) {
    case 'exits':
      // Whatever a secret holds one of these fails: which one, only its value says.
      return first === null
        ? `EXITS at start: the application stops at one of ${mayStopEarlierAt.join(', ')}; which one, a value that cannot be seen decides.${besides}`
        : `EXITS at start: the application stops at ${first}; ${failing} of ${checks.length} checks fail.${besides}`;
    case 'crashes-on-import':
      return `CRASHES while its settings load: ${parses
        .filter(({status}) => status === 'fail')
        .map(({variable}) => variable)
        .join(', ')} cannot be parsed.${besides}`;
    case 'starts-degraded':
      return `STARTS DEGRADED: ${failing} of ${checks.length} checks fail, but strict validation is off.${besides}`;
    case 'starts':
      return errors === 0 ? 'STARTS: nothing stands in its way.' : `The start-up checks pass.${besides}`;
    case 'unknown':
      return `UNKNOWN: ${whyNotApplied(contract) ?? 'a value that cannot be seen decides'}.${besides}`;
  }
}

function contractLines(page: Page, validation: Validation): string[] {
  const {contract} = validation;
  const silent = whyNotApplied(contract);
  if (silent !== null) {
    return paragraph(page, `The contract "${contract.name}" was not applied: ${silent}. ${howToName(contract)}`, {
      indent: 2,
    });
  }
  const prediction = {...validation, contract: contract.name};
  const gates = Object.entries(validation.gates).map(([gate, value]) => `${gate}=${gateWord(value)}`);
  return section(page, 'Start-up contract', [
    ...definitions(page, [
      ['contract', `${contract.name}, because ${contract.appliesBecause}`],
      ['judged', validation.configuration === null ? null : CONFIGURATIONS[validation.configuration]],
      ['stops at', validation.first],
      ['or before', beforeThat(validation)],
      ['gates', gates.length === 0 ? null : gates.join('  ')],
    ]),
    ...unread(page, validation),
    ...(validation.checks.length === 0 ? [] : checkTable(page, prediction)),
    ...parses(page, prediction),
  ]);
}

function unread(page: Page, {imageVariables}: Validation): string[] {
  if (imageVariables === 'listed') return [];
  return paragraph(page, `${IMAGE_UNREAD} Checks take a variable for unset that may be set there.`, {indent: 2});
}

function beforeThat({first, mayStopEarlierAt}: Validation): string | null {
  return first === null || mayStopEarlierAt.length === 0
    ? null
    : `${mayStopEarlierAt.join(', ')} (a value that cannot be seen decides)`;
}

function findings(page: Page, {findings: found}: Validation): string[] {
  const {red, yellow, dim, bold} = page.style;
  const paint = {error: paintAll(red, bold), warning: yellow, info: dim};
  return found.flatMap((finding) =>
    paragraph(page, `${finding.text} [${finding.rule}]`, {
      indent: 2,
      label: SEVERITIES[finding.severity],
      labelPaint: paint[finding.severity],
    }),
  );
}

import type {PredictedCheck, Prediction} from '../contract/prediction.js';
import type {ShownConfiguration} from '../engine/rule.js';
import {howToName, IMAGE_UNREAD, whyNotApplied} from '../engine/startup-check.js';
import type {Service, Variable} from '../evidence/model.js';
import type {RenderOptions} from '../report/options.js';
import {createPage, definitions, type Page, paragraph, section} from '../report/text/page.js';
import {table} from '../report/text/table.js';
import {CHECK_STATUS, PREDICTIONS} from '../report/words.js';
import {sanitizeDeep} from '../terminal/sanitize.js';
import {displayWidth} from '../terminal/width.js';
import type {AppliedContract} from './validation.js';

/** The answer of `env`: what is set, and what the contract says of each. */
export interface Environment {
  readonly schemaVersion: 1;
  readonly service: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** Who asked. Null: not known, or from a bundle without it. */
  readonly identity: string | null;
  readonly configuration: ShownConfiguration;
  /** One sentence on which configuration this is. */
  readonly explanation: string;
  readonly variables: readonly EnvironmentVariable[];
  /** Whether variables that the image of this configuration sets are among them. */
  readonly imageVariables: 'listed' | 'unknown';
  /** Variables that checks of the contract find missing. */
  readonly missing: readonly {readonly name: string; readonly checks: readonly CheckMark[]}[];
  readonly contract: AppliedContract;
  /** Nothing that was read says which program runs: the checks say what the contract's would find, if it were that one. */
  readonly supposed: boolean;
  readonly prediction: Prediction | null;
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly source: 'plain' | 'secrets-manager' | 'ssm' | 'unknown' | 'image';
  /** Where a secret lies: an ARN or parameter name, never a value. */
  readonly reference?: string;
  /** Code points; null for a secret, whose value is not read. */
  readonly length: number | null;
  readonly fingerprint: string | null;
  /** The value where the contract declares it harmless. */
  readonly shown?: string;
  readonly checks: readonly CheckMark[];
}

export interface CheckMark {
  readonly id: string;
  readonly status: PredictedCheck['status'];
}

/** Every variable that a container of this service sees, secrets and the image's own included. */
export function listVariables(
  service: Service,
  imageVariables: readonly Variable[],
  prediction: Prediction | null,
): EnvironmentVariable[] {
  const {variables, secrets} = service.configuration;
  const own = new Set([...variables, ...secrets].map(({name}) => name));
  const checks = (name: string) => checksOf(prediction, name);
  const plain = [...variables, ...imageVariables.filter(({name}) => !own.has(name))].map(
    ({name, source, length, fingerprint, shown}): EnvironmentVariable => ({
      name,
      source: source === 'image' ? 'image' : 'plain',
      length,
      fingerprint,
      ...(shown !== undefined && {shown}),
      checks: checks(name),
    }),
  );
  const secret = secrets.map(
    ({name, kind, reference, resolved}): EnvironmentVariable => ({
      name,
      source: kind,
      reference,
      length: resolved?.length ?? null,
      fingerprint: resolved?.fingerprint ?? null,
      checks: checks(name),
    }),
  );
  return [...plain, ...secret].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Variables that failing checks read and that nothing sets. */
export function missingVariables(
  listed: readonly EnvironmentVariable[],
  prediction: Prediction | null,
): Environment['missing'] {
  const set = new Set(listed.map(({name}) => name));
  const failing = prediction?.checks.filter(({status}) => status === 'fail') ?? [];
  const names = [...new Set(failing.flatMap(({atFault, variables}) => atFault ?? variables))].filter(
    (name) => !set.has(name),
  );
  return names.map((name) => ({name, checks: checksOf(prediction, name).filter(({status}) => status === 'fail')}));
}

function checksOf(prediction: Prediction | null, name: string): CheckMark[] {
  if (prediction === null) return [];
  return [
    ...prediction.parses.filter(({variable}) => variable === name).map(({type, status}) => ({id: type, status})),
    ...prediction.checks.filter((check) => concerns(check, name)).map(({id, status}) => ({id, status})),
  ];
}

/** A check that failed blames the variables at fault, not every one that it reads. */
function concerns({status, variables, atFault}: PredictedCheck, name: string): boolean {
  return (status === 'fail' ? (atFault ?? variables) : variables).includes(name);
}

/**
 * What `env` prints as text.
 *
 * @param validate the command that shows every check of the same configuration
 */
export function environmentText(environment: Environment, validate: string, options: RenderOptions): string {
  const page = createPage(options);
  const safe = sanitizeDeep(environment);
  const lines = [
    ...definitions(
      page,
      [
        ['service', `${safe.service} (${safe.region}, account ${safe.account})`],
        ['asked as', safe.identity],
        ['shows', safe.explanation],
      ],
      0,
    ),
    '',
    ...variableTable(page, safe, options.width === undefined),
    ...unlisted(page, safe),
    ...section(page, 'Not set, and missed by the contract', missing(page, safe)),
    '',
    ...verdict(page, safe, validate),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** @param grows whether the page may be wider than it says: nobody's terminal is behind it */
function variableTable(page: Page, {variables}: Environment, grows: boolean): string[] {
  if (variables.length === 0) return ['No variables and no secrets are set.'];
  const name = Math.max(4, ...variables.map((variable) => displayWidth(variable.name)));
  const rows = variables.map((variable) => ({
    name: variable.name,
    source: variable.source,
    value: valueWords(variable),
    checks: variable.checks.map(({id, status}) => `${id}: ${CHECK_STATUS[status]}`),
    paint: painter(page, variable),
  }));
  const value = Math.min(34, Math.max(5, ...variables.map((variable) => displayWidth(valueWords(variable)))));
  // Names are never broken: they are there to be copied. The page grows where it may, else each has a line.
  const needed = name + value + 15 + 40;
  if (needed > page.width && !grows) {
    return rows.flatMap((row) => [
      row.name,
      ...paragraph(page, `${row.source}: ${row.value}`, {indent: 2}),
      ...(row.checks.length === 0 ? [] : paragraph(page, row.checks.join(', '), {indent: 2, paint: row.paint})),
    ]);
  }
  return table(
    {...page, width: Math.max(page.width, needed)},
    ['name', 'source', 'value', 'start-up checks'],
    rows.map(({paint, checks, ...row}) => [
      {text: row.name},
      {text: row.source},
      {text: row.value},
      {text: checks.join('\n'), paint},
    ]),
    [name, 15, value],
  );
}

function unlisted(page: Page, {imageVariables}: Environment): string[] {
  if (imageVariables === 'listed') return [];
  return ['', ...paragraph(page, IMAGE_UNREAD, {paint: page.style.dim})];
}

function valueWords({length, fingerprint, shown, reference}: EnvironmentVariable): string {
  if (shown !== undefined) return `${shown === '' ? '(empty)' : shown}`;
  if (length === null) return reference === undefined ? 'not read' : `not read: ${secretName(reference)}`;
  return length === 0 ? '(empty)' : `${length} characters, print ${fingerprint}`;
}

/** The name without the ARN around it, whole: prod/key and staging/key differ. The ARN stands in the JSON. */
function secretName(reference: string): string {
  if (!reference.startsWith('arn:')) return reference;
  const [resource = reference, ...rest] = reference.split(':').slice(5);
  if (rest.length > 0) return rest.join(':');
  const name = resource.replace(/^parameter\//, '');
  return name.includes('/') ? `/${name}` : name;
}

function painter(page: Page, {checks}: EnvironmentVariable): (text: string) => string {
  if (checks.some(({status}) => status === 'fail')) return page.style.red;
  if (checks.some(({status}) => status === 'unknown')) return page.style.yellow;
  return page.style.green;
}

function missing(page: Page, environment: Environment): string[] {
  return environment.missing.flatMap(({name, checks}) =>
    paragraph(page, `${checks.map(({id}) => id).join(', ')} ${checks.length === 1 ? 'fails' : 'fail'}`, {
      indent: 2,
      label: `${name}:`,
      labelPaint: page.style.bold,
    }),
  );
}

function verdict(page: Page, environment: Environment, validate: string): string[] {
  const {contract, prediction, supposed} = environment;
  if (prediction === null) {
    const why = `The start-up contract "${contract.name}" was not applied: ${whyNotApplied(contract)}.`;
    return paragraph(page, `${why} ${howToName(contract)}`);
  }
  const stops = prediction.first === null ? '' : ` It stops at ${prediction.first}.`;
  const because = supposed ? 'if its program runs here' : `because ${contract.appliesBecause}`;
  const alone = environment.imageVariables === 'unknown' ? ', if the image sets nothing itself' : '';
  const caution = `Whether it does is unknown: ${whyNotApplied(contract)}. ${howToName(contract)}`;
  return [
    ...paragraph(
      page,
      `Start-up contract "${contract.name}" (${because})${alone}: ${PREDICTIONS[prediction.outcome]}.${stops}`,
    ),
    ...(supposed ? paragraph(page, caution) : []),
    ...paragraph(page, `${supposed ? 'The image, e' : 'E'}very check and its fix: ${validate}`, {
      paint: page.style.dim,
    }),
  ];
}

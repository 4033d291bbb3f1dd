import {
  beforeListening,
  finalTracebacks,
  firstMatch,
  readsEnvironment,
  shortType,
  whereConfigured,
  withoutMild,
} from '../engine/app-log.js';
import {goesOn} from '../engine/outlived.js';
import {known} from '../engine/phases.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule, type Fact} from '../engine/rule.js';
import {callOfOperation, type Examination} from '../evidence/examination.js';
import type {ChangeEvent, Image, Service} from '../evidence/model.js';
import type {AppRecord} from '../logs/model.js';

/**
 * An exception that names a variable which is configured nowhere. A KeyError of an ordinary dictionary is left alone:
 * the name must look like an environment variable and be absent from variables, secrets and the image's ENV.
 */
export const missingVariableError = defineRule({
  id: 'missing-variable-error',
  title: 'An exception names a variable that is not configured',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records', 'service'],
  mayLack: ['image-attempted', 'examination', 'change-history'],
  check({'app-records': records, service, 'image-attempted': attempted, examination, 'change-history': history}) {
    const image = known(attempted);
    const unseen = unseenPlace(service, known(examination), known(history), attempted);
    const seen = new Set<string>();
    const last = lastWords(records);
    return candidates(records).flatMap(({name, record, line}) => {
      if (seen.has(name) || whereConfigured(name, service, image) !== undefined) return [];
      seen.add(name);
      const survived = record.traceback === undefined && !last.has(record);
      const data = {
        variable: name,
        ...(survived && {survived}),
        ...(readsAnother(record) && {lookup: 'unknown'}),
        ...(unseen !== undefined && {unseen}),
      };
      return [{data, at: [atRecord(record, line)]}];
    });
  },
  message({variable, survived, lookup, unseen}) {
    const where =
      unseen === undefined ? 'configured neither as variable, secret nor image ENV' : UNSEEN[String(unseen)];
    if (survived) return `The application says that ${variable} is not set (it is ${where}), and went on`;
    return lookup === undefined
      ? `The application stopped because ${variable} is not set, and it is ${where}`
      : `The application stopped at a key ${variable} that is not there; it is ${where}, but the line that failed reads no environment`;
  },
});

const UNSEEN: {readonly [place: string]: string} = {
  repository: 'no secret and no image ENV; the variables are those of apprunner.yaml, which was not read',
  supplied:
    'not in the configuration that was kept; the update brought a variable map of its own, which AWS does not show',
  image: 'configured neither as variable nor as secret; what the image itself sets was not read',
};

/** Where the variable may be set all the same, for all that was read. */
function unseenPlace(
  service: Service,
  examination: Examination | undefined,
  history: readonly ChangeEvent[] | undefined,
  image: Fact<Image>,
): keyof typeof UNSEEN | undefined {
  const {source} = service;
  if (source.kind === 'code' && source.configurationSource === 'REPOSITORY') return 'repository';
  const {operation, state} = examination ?? {};
  const wasKept = state === 'rolled-back' && operation !== undefined;
  if (wasKept && callOfOperation(operation, history ?? [])?.variables === 'supplied') return 'supplied';
  return source.kind === 'image' && image.status !== 'collected' ? 'image' : undefined;
}

/** A trace whose last line of code looks a key up, and nowhere in the environment. */
function readsAnother(record: AppRecord): boolean {
  if (shortType(record) !== 'KeyError' || readsEnvironment(record)) return false;
  const code = record.text.split('\n').findLast((line) => /^\s+[^\s~^]/.test(line) && !/^\s+File "/.test(line));
  return code !== undefined && /\w\[/.test(code);
}

const NAME = '[A-Z][A-Z0-9_]{1,80}';
const COMPOUND = '[A-Z][A-Z0-9]{0,40}_[A-Z0-9_]{1,80}';
const ENV = '(?:[Ee]nv(?:ironment)?|ENV)(?:[ -]?(?:[Vv]ariables?|[Vv]ars?|VAR))?';
const WANTING =
  '(?:[Rr]equired|[Mm]issing|[Nn]ot set|[Nn]ot defined|[Uu]ndefined|[Uu]nset|[Nn]ot found|[Nn]ot provided|[Nn]ot configured|[Mm]ust be (?:set|provided|defined))';

const LINES: readonly RegExp[] = [
  new RegExp(`\\bKeyError: ['"](${NAME})['"]`),
  new RegExp(`\\b${WANTING}\\b[^\\n]{0,40}\\b${ENV}[\\s:'"\`(\\[]{1,4}(${NAME})\\b`),
  new RegExp(`\\b${ENV}[\\s:'"\`]{1,4}(${NAME})['"\`]? (?:(?:is|are|was|has|must be|to be) )?${WANTING}\\b`),
  new RegExp(
    `(?:^|[\\s:'"\`])(${NAME})['"\`]?:? (?:(?:is|are|was|must be|${ENV} is|${ENV}) ${WANTING}|must be (?:set|provided|defined))\\b`,
  ),
  // Without a verb a word of capitals may be anything ("SKIP undefined"): it must look like a name, or be quoted as one.
  new RegExp(`(?:^|[\\s:'"\`])(${COMPOUND})['"\`]?:? ${WANTING}\\b`),
  new RegExp(`(?:^|[\\s:])['"\`](${NAME})['"\`]:? ${WANTING}\\b`),
  new RegExp(`\\b[Ss]et the (${NAME}) ${ENV}`),
  new RegExp(`\\bCould not resolve placeholder '(${NAME})'`),
  new RegExp(`\\b(${NAME}) not found\\. Declare it as envvar`),
  new RegExp(`\\bkey not found: ["'](${NAME})["']`),
  new RegExp(`\\b${ENV} not (?:found|present|set): (${NAME})\\b`),
  // What zod and its wrappers for the environment print of an absent variable.
  new RegExp(
    `(?:^|[\\s{,'"])(${NAME})['"]?: ?\\[ ?['"](?:Required\\b|Invalid input: expected \\w+, received undefined)`,
  ),
];

/**
 * What each stream said last before it listened. A program that ends because a variable is missing says so at its end:
 * whatever says so earlier, and is no exception, was a remark.
 */
function lastWords(records: readonly AppRecord[]): ReadonlySet<AppRecord> {
  const byStream = new Map<string, AppRecord[]>();
  for (const record of beforeListening(records)) {
    const stream = byStream.get(record.stream);
    if (stream) stream.push(record);
    else byStream.set(record.stream, [record]);
  }
  return new Set([...byStream.values()].flatMap((stream) => stream.slice(-LAST_WORDS)));
}

/** Records: a message, what it advises, and what a process manager says of the end. */
const LAST_WORDS = 8;

/** Errors about names of the code itself. */
const CODE_NAMES: ReadonlySet<string> = new Set(['ReferenceError', 'NameError', 'UnboundLocalError']);

function candidates(records: readonly AppRecord[]): {name: string; record: AppRecord; line: string}[] {
  const found: {name: string; record: AppRecord; line: string}[] = [];
  // An error that the start survived is not the one it ended of.
  const final = new Set(finalTracebacks(records));
  const ending = withoutMild(beforeListening(records)).filter((record) =>
    record.traceback === undefined ? !goesOn(record) : final.has(record) && !CODE_NAMES.has(shortType(record)),
  );
  for (const pattern of LINES) {
    const hit = firstMatch(ending, pattern);
    const name = hit?.match[1];
    if (hit === undefined || name === undefined || !isVariableName(name)) continue;
    found.push({name, record: hit.record, line: hit.line});
  }
  return [...found, ...pydantic(records), ...rails(records)];
}

/** Rails names its setting, which in production comes from the variable of that name. */
function rails(records: readonly AppRecord[]): {name: string; record: AppRecord; line: string}[] {
  const hit = firstMatch(beforeListening(records), /\bMissing [`']secret_key_base[`'] for\b/);
  return hit === undefined ? [] : [{name: 'SECRET_KEY_BASE', record: hit.record, line: hit.line}];
}

/** pydantic prints the field on one line and "Field required" on the next. Settings fields are lower case. */
function pydantic(records: readonly AppRecord[]): {name: string; record: AppRecord; line: string}[] {
  return finalTracebacks(records).flatMap((record) => {
    const lines = record.text.split('\n');
    return lines.flatMap((line, index) => {
      const name = lines[index - 1]?.trim();
      if (!/^\s*(?:Field required|field required)/.test(line) || name === undefined) return [];
      return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
        ? [{name: name.toUpperCase(), record, line: `${name}: ${line.trim()}`}]
        : [];
    });
  });
}

/** Not SQL, not HTTP: some words of capitals name no variable, whatever stands beside them. */
function isVariableName(name: string): boolean {
  return (
    !/^(?:ERROR|WARNING|INFO|DEBUG|CRITICAL|FATAL|GET|POST|PUT|HTTP|HTTPS|JSON|NOT|THE|ENV|NULL|NONE|TRUE|FALSE)$/i.test(
      name,
    ) && name === name.toUpperCase()
  );
}

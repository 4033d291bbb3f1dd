import {stringify} from 'yaml';
import {readCondition, readSubject, type Scope} from './load-condition.js';
import {
  type Check,
  type Contract,
  type Gate,
  type Outcomes,
  PARSE_TYPES,
  type Parse,
  type Part,
  type Question,
  type Rung,
  type Setting,
} from './model.js';
import {type Place, rootOf} from './yaml-place.js';

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

const KEYS = [
  'name',
  'title',
  'appliesTo',
  'settings',
  'parses',
  'gates',
  'checks',
  'outcomes',
  'ladder',
  'failures',
  'files',
  'questions',
  'shown',
] as const;

/**
 * A team's own contract, from YAML. docs/contract.md describes it.
 *
 * @param text the file's text; reading it is the caller's
 * @param file its name, for complaints
 * @throws DiagError (exit 2) that names file, line, column, key and what is allowed there
 */
export function loadContract(text: string, file: string): Contract {
  const root = rootOf(text, file);
  const fields = root.fields(KEYS);
  const name = slug(fields.need('name'));
  const title = sentence(fields.need('title'));
  const settings = Object.fromEntries(
    (fields.get('settings')?.entries() ?? []).map(({name: id, key, value}) => [slugName(id, key), setting(value)]),
  );
  const scope: Scope = {settings: new Set(Object.keys(settings)), gates: new Set()};
  const parses = list(fields.get('parses'), parse);
  const gates: Gate[] = [];
  for (const place of fields.get('gates')?.list() ?? []) {
    const gate = readGate(place, scope, gates);
    gates.push(gate);
    // A gate with a value is a name to show, not a condition.
    if ('condition' in gate) scope.gates.add(gate.id);
  }
  const checks = distinct(list(fields.get('checks'), (place) => ({place, ...check(place, scope)})));
  if (checks.length === 0 && parses.length === 0) {
    root.fail('has neither checks nor parses', 'Add a list "checks"; docs/contract.md shows one.');
  }
  return {
    name,
    title,
    appliesTo: appliesTo(fields.get('appliesTo')),
    settings,
    parses,
    gates,
    checks,
    outcomes: outcomes(fields.get('outcomes'), scope),
    ladder: distinct(list(fields.get('ladder'), (place) => ({place, ...rung(place)}))),
    failures: distinct(list(fields.get('failures'), (place) => ({place, ...rung(place)}))),
    files: list(fields.get('files'), (place) => {
      const file = place.fields(['path', 'why']);
      return {path: absolutePath(file.need('path')), why: sentence(file.need('why'))};
    }),
    questions: distinct(list(fields.get('questions'), (place) => ({place, ...question(place, checks)}))),
    shown: list(fields.get('shown'), variable),
  };
}

/** The contract as YAML that loads to the same contract. */
export function toYaml(contract: Contract): string {
  // Aliases would tie parts together that only happen to be the same object.
  return stringify(contract, {lineWidth: 110, aliasDuplicateObjects: false});
}

function appliesTo(place: Place | undefined): Contract['appliesTo'] {
  if (place === undefined) return {commands: [], files: []};
  const fields = place.fields(['commands', 'files']);
  return {commands: list(fields.get('commands'), sentence), files: list(fields.get('files'), absolutePath)};
}

function setting(place: Place): Setting {
  const fields = place.fields(['variables', 'default', 'lowercase']);
  return {
    variables: nonEmpty(fields.need('variables'), variable),
    ...(fields.has('default') && {default: fields.need('default').text()}),
    ...(fields.has('lowercase') && {lowercase: fields.need('lowercase').boolean()}),
  };
}

function parse(place: Place): Parse {
  const fields = place.fields(['type', 'variables', 'required']);
  return {
    type: fields.need('type').oneOf(PARSE_TYPES, 'type'),
    variables: nonEmpty(fields.need('variables'), variable),
    ...(fields.has('required') && {required: fields.need('required').boolean()}),
  };
}

function readGate(place: Place, scope: Scope, earlier: readonly Gate[]): Gate {
  const fields = place.fields(['id', 'title', 'condition', 'value']);
  const id = slug(fields.need('id'));
  if (earlier.some((gate) => gate.id === id)) fields.need('id').fail('names a gate again', 'Give it another id.');
  const head = {id, title: sentence(fields.need('title'))};
  const value = fields.get('value');
  const condition = fields.get('condition');
  if (value !== undefined && condition === undefined) return {...head, value: readSubject(value, scope)};
  if (value === undefined && condition !== undefined) return {...head, condition: readCondition(condition, scope)};
  return place.fail('must have either "condition" or "value"', 'A gate is a condition, or a value to show.');
}

function check(place: Place, scope: Scope): Check {
  const fields = place.fields(['id', 'title', 'observedName', 'when', 'fails', 'passes', 'otherwise']);
  const when = fields.get('when');
  return {
    id: slug(fields.need('id')),
    title: sentence(fields.need('title')),
    ...(fields.has('observedName') && {observedName: sentence(fields.need('observedName'))}),
    ...(when && {when: readCondition(when, scope)}),
    fails: nonEmpty(fields.need('fails'), (item) => part(item, scope)),
    passes: sentence(fields.need('passes')),
    ...(fields.has('otherwise') && {otherwise: sentence(fields.need('otherwise'))}),
  };
}

function part(place: Place, scope: Scope): Part {
  const fields = place.fields(['if', 'message', 'fix', 'variables']);
  const variables = fields.get('variables');
  return {
    if: readCondition(fields.need('if'), scope),
    message: sentence(fields.need('message')),
    fix: sentence(fields.need('fix')),
    ...(variables && {variables: nonEmpty(variables, variable)}),
  };
}

function outcomes(place: Place | undefined, scope: Scope): Outcomes {
  if (place === undefined) return {};
  const fields = place.fields(['skip', 'strict']);
  return {
    ...(fields.has('skip') && {skip: fields.need('skip').oneOf([...scope.gates], 'gate with a condition')}),
    ...(fields.has('strict') && {strict: fields.need('strict').oneOf([...scope.gates], 'gate with a condition')}),
  };
}

function rung(place: Place): Rung {
  const fields = place.fields(['id', 'title', 'patterns']);
  return {
    id: slug(fields.need('id')),
    title: sentence(fields.need('title')),
    patterns: nonEmpty(fields.need('patterns'), sentence),
  };
}

function question(place: Place, checks: readonly Check[]): Question {
  const fields = place.fields(['id', 'question', 'variables', 'checks']);
  const ids = checks.map(({id}) => id);
  return {
    id: slug(fields.need('id')),
    question: sentence(fields.need('question')),
    variables: list(fields.get('variables'), variable),
    checks: list(fields.get('checks'), (item) => item.oneOf(ids, 'check')),
  };
}

function list<T>(place: Place | undefined, read: (item: Place) => T): readonly T[] {
  return place === undefined ? [] : place.list().map(read);
}

function nonEmpty<T>(place: Place, read: (item: Place) => T): readonly T[] {
  const items = place.list();
  if (items.length === 0) place.fail('must not be empty', 'Name at least one.');
  return items.map(read);
}

/** Refuses an id given twice, and drops the places. */
function distinct<T extends {readonly id: string; readonly place: Place}>(items: readonly T[]): Omit<T, 'place'>[] {
  const seen = new Set<string>();
  return items.map(({place, ...item}) => {
    if (seen.has(item.id)) place.fail(`has the id "${item.id}" of an earlier one`, 'Give it another id.');
    seen.add(item.id);
    return item;
  });
}

function slug(place: Place): string {
  return slugName(place.text(), place);
}

function slugName(text: string, place: Place): string {
  if (SLUG.test(text)) return text;
  return place.fail(`is no id: ${JSON.stringify(text)}`, 'An id has small letters, digits and single hyphens.');
}

function sentence(place: Place): string {
  const text = place.text();
  return text.trim() === '' ? place.fail('must not be empty', 'Write a text.') : text;
}

function variable(place: Place): string {
  return place.variable();
}

function absolutePath(place: Place): string {
  const text = place.text();
  return text.startsWith('/') ? text : place.fail('must be an absolute path in the image', 'Begin it with "/".');
}

import {readFile} from 'node:fs/promises';
import {Ajv2020} from 'ajv/dist/2020.js';
import {expect, test} from 'vitest';
import schema from '../../schema/report.schema.json' with {type: 'json'};
import {generate} from '../../scripts/generators/schemas.mjs';
import type {Report} from '../../src/report/model.js';
import {render} from '../../src/report/render.js';
import {HOSTILE, poison} from './hostile.js';
import {emptyReport, sampleReport} from './sample-report.js';

const root = new URL('../..', import.meta.url).pathname;

/** Strict: a member that the schema does not name is an error. */
const validate = new Ajv2020({allErrors: true}).compile(closed(schema));

test('the schema says what the Report type says (npm run generate writes it anew)', async () => {
  const made = generate(root).find(([path]) => path === 'schema/report.schema.json');
  expect(made?.[1]).toBe(await readFile(`${root}/schema/report.schema.json`, 'utf8'));
});

test.each([
  ['full', sampleReport],
  ['empty', emptyReport],
  ['hostile', poison(sampleReport, HOSTILE)],
])('a %s report in JSON holds to the schema', async (_, report) => {
  validate(JSON.parse(await render(report, 'json')));
  expect(validate.errors).toBeNull();
});

test.each([
  ['an unknown verdict', {causes: [{...sampleReport.causes[0], verdict: 'maybe'}]}],
  ['a missing member', {headline: undefined}],
  ['a member that the type does not have', {confidence: 0.8}],
  ['a rollback that is only true', {rolledBack: true}],
  ['another version', {schemaVersion: 2}],
])('the schema refuses %s', async (_, wrong) => {
  const report = {...sampleReport, ...wrong} as unknown as Report;
  expect(validate(JSON.parse(await render(report, 'json')))).toBe(false);
});

/** The same schema without room for members that it does not name. */
function closed(schema: object): object {
  return close(schema) as object;
}

function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (value === null || typeof value !== 'object') return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, close(inner)]));
  const isObject = copy['type'] === 'object' && !('additionalProperties' in copy);
  return isObject ? {...copy, additionalProperties: false} : copy;
}

import {chmod, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Ajv2020} from 'ajv/dist/2020.js';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {DiagError} from '../../src/errors.js';
import {emptyEvidence, parseBundle, readBundle, serializeBundle, writeBundle} from '../../src/evidence/bundle.js';
import type {Bundle} from '../../src/evidence/bundle-model.js';
import {EVIDENCE_IDS} from '../../src/evidence/ids.js';
import type {EvidenceSet} from '../../src/evidence/model.js';

import {incidentFile} from '../support/incidents.js';

const AT = '2026-01-23T17:00:00.000Z';

function bundleOf(evidence: Partial<EvidenceSet> = {}): Bundle {
  return {
    format: 'nerava-diag-bundle',
    schemaVersion: 1,
    tool: {name: 'nerava-diag', version: '0.1.0'},
    collectedAt: AT,
    request: {service: 'my-api'},
    salt: '00',
    contract: {name: 'nerava', chosenBy: 'built-in'},
    evidence: {...emptyEvidence(AT), ...evidence},
    redactions: [{what: 'API_KEY', where: 'service-log', count: 2}],
  };
}

const text = fc.string({unit: 'grapheme'});
const ms = fc.integer({min: -8.64e15, max: 8.64e15}).map((value) => value + 0);
const logEvents = fc.array(fc.record({timestamp: ms, stream: text, message: fc.string({unit: 'binary'})}));
const traits = fc.record({empty: fc.constant(true as const), parts: fc.nat(), scheme: text}, {requiredKeys: []});
const variables = fc.array(
  fc.record(
    {
      name: text,
      source: fc.constantFrom('plain' as const, 'image' as const),
      length: fc.nat(),
      fingerprint: text,
      traits,
      observations: fc.dictionary(text, fc.boolean()),
    },
    {requiredKeys: ['name', 'source', 'length', 'fingerprint', 'traits']},
  ),
);
const look = {source: text, at: fc.constant(AT)};
const bundles: fc.Arbitrary<Bundle> = fc
  .record({
    'service-log': fc.oneof(
      fc.record({
        id: fc.constant('service-log' as const),
        ...look,
        status: fc.constant('collected' as const),
        value: logEvents,
      }),
      fc.record({id: fc.constant('service-log' as const), ...look, status: fc.constant('absent' as const), why: text}),
      fc.record({
        id: fc.constant('service-log' as const),
        ...look,
        status: fc.constantFrom('denied' as const, 'error' as const, 'timeout' as const),
        why: text,
        fix: text,
        action: text,
      }),
    ),
    service: fc.record({
      id: fc.constant('service' as const),
      ...look,
      status: fc.constant('collected' as const),
      value: fc.record({
        name: text,
        id: text,
        arn: text,
        region: text,
        account: text,
        source: fc.record({kind: fc.constant('image' as const), image: text, repositoryType: text}),
        configuration: fc.record({variables, secrets: fc.constant([])}),
      }),
    }),
  })
  .map((evidence) => bundleOf(evidence));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
});

afterEach(async () => {
  await rm(folder, {recursive: true, force: true});
});

describe('a bundle', () => {
  it('reads back as it was written, and writes the same bytes again', () => {
    fc.assert(
      fc.property(bundles, (bundle) => {
        const written = serializeBundle(bundle);
        const read = parseBundle(written, 'x');
        expect(read).toEqual(bundle);
        expect(serializeBundle(read)).toBe(written);
      }),
    );
  });

  it('follows its published schema', async () => {
    const path = fileURLToPath(new URL('../../schema/bundle.schema.json', import.meta.url));
    const validate = new Ajv2020({strict: false}).compile(JSON.parse(await readFile(path, 'utf8')) as object);
    const sample = await readFile(incidentFile('nerava-v24-v32', 'bundle.json'), 'utf8');
    for (const text of [sample, serializeBundle(bundleOf())]) {
      validate(JSON.parse(text));
      expect(validate.errors).toBeNull();
    }
  });

  it('does not depend on the order in which members were put', () => {
    const {redactions, evidence, ...rest} = bundleOf();
    const shuffled: Bundle = {
      redactions: redactions.map(({what, where, count}) => ({count, where, what})),
      evidence: Object.fromEntries(Object.entries(evidence).reverse()) as unknown as EvidenceSet,
      ...rest,
    };
    expect(serializeBundle(shuffled)).toBe(serializeBundle(bundleOf()));
    expect(serializeBundle(shuffled).endsWith('}\n')).toBe(true);
  });

  it('is written whole, for its owner only, and replaces what stood there', async () => {
    const path = join(folder, 'b.json');
    await writeFile(path, 'old');
    await chmod(path, 0o644);
    await writeBundle(path, bundleOf());
    expect(await readBundle(path)).toEqual(bundleOf());
    expect(await readFile(path, 'utf8')).toBe(serializeBundle(bundleOf()));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['b.json']);
  });

  it('cannot be written where there is no folder', async () => {
    await expect(writeBundle(join(folder, 'none', 'b.json'), bundleOf())).rejects.toMatchObject({exitCode: 2});
  });
});

describe('reading', () => {
  it('fills ids that the file lacks with "skipped", and leaves out ids that it does not know', () => {
    const json = JSON.parse(serializeBundle(bundleOf())) as {evidence: Record<string, unknown>};
    delete json.evidence['keys'];
    json.evidence['from-the-future'] = {anything: 1};
    const {evidence} = parseBundle(JSON.stringify(json), 'x');
    expect(Object.keys(evidence)).toEqual([...EVIDENCE_IDS]);
    expect(evidence.keys).toMatchObject({status: 'skipped', why: 'not in this bundle, which nerava-diag 0.1.0 wrote'});
  });

  it('takes a byte order mark', () => {
    expect(parseBundle(`\uFEFF${serializeBundle(bundleOf())}`, 'x')).toEqual(bundleOf());
  });

  it.each([
    ['', 'is empty'],
    ['{"format":', 'not complete JSON'],
    ['[]', 'is not a nerava-diag bundle'],
    ['null', 'is not a nerava-diag bundle'],
    ['{"name":"package"}', 'is not a nerava-diag bundle'],
    ['{"schemaVersion":1,"outcome":"failing","causes":[]}', 'but a report'],
    ['{"format":"nerava-diag-bundle","schemaVersion":2}', 'newer nerava-diag'],
    ['{"format":"nerava-diag-bundle","schemaVersion":"1"}', 'schemaVersion must be 1'],
    ['{"format":"nerava-diag-bundle","schemaVersion":1}', 'tool must be an object'],
  ])('refuses %j', (content, message) => {
    const error = catchError(() => parseBundle(content, 'b.json'));
    expect(error).toBeInstanceOf(DiagError);
    expect(error).toMatchObject({exitCode: 2, message: expect.stringContaining(message)});
    expect((error as DiagError).suggestions.length).toBeGreaterThan(0);
  });

  it('names the place of a value that is of the wrong kind', () => {
    const collected = {id: 'operations', source: 's', at: AT, status: 'collected'};
    const refuse = (operations: object) => {
      const json = {...bundleOf(), evidence: {...emptyEvidence(AT), operations}};
      return (catchError(() => parseBundle(JSON.stringify(json), 'b.json')) as DiagError).message;
    };
    expect(refuse({...collected, value: [{id: 'a'}, {id: 'b', startedAt: 'yesterday'}]})).toBe(
      'b.json is a damaged bundle: evidence.operations.value[1].startedAt must be a time in milliseconds since 1970.',
    );
    expect(refuse({...collected, value: [{id: 'a', startedAt: 1e16}]})).toContain('startedAt');
    expect(refuse({...collected})).toContain('evidence.operations.value must be a list');
    expect(refuse({...collected, status: 'guessed'})).toContain('evidence.operations.status must be "collected" or');
    expect(refuse({...collected, id: 'service', value: []})).toContain('evidence.operations.id');
  });

  it('says that a file is not there', async () => {
    await expect(readBundle(join(folder, 'nope.json'))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('no such file'),
    });
  });

  it('either reads a damaged file or says what is wrong, and never fails otherwise', () => {
    const whole = JSON.parse(serializeBundle(bundleOf())) as object;
    const paths = pathsOf(whole);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const damaged = structuredClone(whole);
        put(damaged, path, value);
        const error = catchError(() => parseBundle(JSON.stringify(damaged), 'x'));
        if (error !== undefined) expect(error).toBeInstanceOf(DiagError);
      }),
    );
  });
});

function catchError(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]))].filter(
    (found) => found.length > 0,
  );
}

function put(target: object, path: string[], value: unknown): void {
  const [key = '', ...rest] = path;
  const members = target as Record<string, unknown>;
  if (rest.length === 0) members[key] = value;
  else put(members[key] as object, rest, value);
}

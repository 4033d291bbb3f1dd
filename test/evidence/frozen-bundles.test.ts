import {readdir, readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';
import {newestVersion, UPGRADES, type Upgrade, upgraded} from '../../src/evidence/bundle/upgrade.js';
import {parseBundle, serializeBundle} from '../../src/evidence/bundle.js';
import {EVIDENCE_IDS} from '../../src/evidence/ids.js';
import {runCli} from '../support/run-cli.js';

/**
 * One bundle of each version that was ever written, as it was written then. They are never made anew: what no longer
 * opens them does not open what people have attached to their tickets.
 */
const FOLDER = fileURLToPath(new URL('../../fixtures/bundles/', import.meta.url));
const files = (await readdir(FOLDER)).sort();

describe('frozen bundles', () => {
  it('are there for every version', () => {
    expect(files).toEqual(UPGRADES.concat((json) => json).map((_, index) => `v${index + 1}.json`));
  });

  it.each(files)('%s opens, with every piece of its evidence', async (file) => {
    const text = await readFile(`${FOLDER}${file}`, 'utf8');
    const {evidence} = parseBundle(text, file);
    expect(Object.keys(evidence)).toEqual([...EVIDENCE_IDS]);
    const written = Object.keys((JSON.parse(text) as {evidence: object}).evidence);
    for (const id of EVIDENCE_IDS) {
      if (written.includes(id)) expect([id, evidence[id].status]).not.toEqual([id, 'skipped']);
    }
    if (file === `v${newestVersion()}.json`) expect(serializeBundle(parseBundle(text, file))).toBe(text);
  });

  // Not the whole report: rules may learn to say more about the same evidence.
  it.each(files)('%s still says what happened', async (file) => {
    const {code, stdout, stderr} = await runCli(['diagnose', '--bundle', `${FOLDER}${file}`, '--json']);
    expect({code, stderr}).toEqual({code: 4, stderr: ''});
    const {outcome, rolledBack, gaps, changes} = JSON.parse(stdout);
    expect({outcome, rolledBack, gaps}).toEqual({
      outcome: 'inconclusive',
      rolledBack: {
        attempted: '111122223333.dkr.ecr.us-east-1.amazonaws.com/my-api:v32',
        running: '111122223333.dkr.ecr.us-east-1.amazonaws.com/my-api:v24',
      },
      gaps: [],
    });
    expect(changes.map(({what}: {what: string}) => what)).toContain('variables gone since the baseline');
  });
});

describe('upgrades', () => {
  /** From 1 to 2 a member is named anew, from 2 to 3 another is added. */
  const steps: readonly Upgrade[] = [
    ({request, ...rest}) => ({...rest, asked: request}),
    (json) => ({...json, platform: 'app-runner'}),
  ];

  it('are done one after another, from the version that was written', () => {
    expect(newestVersion(steps)).toBe(3);
    const written = {schemaVersion: 1, request: {service: 'my-api'}};
    const newest = {schemaVersion: 3, asked: {service: 'my-api'}, platform: 'app-runner'};
    expect(upgraded(written, steps)).toEqual(newest);
    expect(upgraded({schemaVersion: 2, asked: {service: 'my-api'}}, steps)).toEqual(newest);
    expect(upgraded(newest, steps)).toBe(newest);
    expect(written).toEqual({schemaVersion: 1, request: {service: 'my-api'}});
  });

  it.each([0, -1, 1.5, '1', null, undefined])('leave version %j to the check that refuses it', (schemaVersion) => {
    const bundle = {schemaVersion};
    expect(upgraded(bundle, steps)).toBe(bundle);
  });
});

import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {neravaContract} from '../../src/contract/nerava.js';
import type {Bundle} from '../../src/evidence/bundle-model.js';
import {type CollectOptions, collect} from '../../src/evidence/collect.js';
import type {Baseline} from '../../src/evidence/model.js';
import {type Dataset, type FakeAws, type FakeAwsOptions, startFakeAws} from './fake-aws.js';

const ROOT = fileURLToPath(new URL('../../fixtures/incidents/', import.meta.url));

/** What the answer to an incident must be, must say and must not say: `expect.json`. */
export interface Expectation {
  /** One line: what happened. */
  readonly story: string;
  readonly outcome: 'healthy' | 'failing' | 'inconclusive';
  readonly exitCode: 0 | 1 | 3 | 4;
  /** Cause that stands first with a verdict of confirmed or likely; null when none may. */
  readonly first: string | null;
  readonly verdict?: 'confirmed' | 'likely';
  readonly rolledBack: boolean;
  /** Causes that must not be confirmed or likely. */
  readonly mustNotBlame: readonly string[];
  /** Causes that must be ruled out, by name. */
  readonly ruledOut?: readonly string[];
  readonly hypotheses?: {readonly [id: string]: string};
  /** Pieces of text that the report (JSON or text) must or must not hold. */
  readonly mustSay: readonly string[];
  readonly mustNotSay: readonly string[];
  /** Values that no output, file or message may hold. */
  readonly canaries: readonly string[];
}

export interface Incident {
  readonly slug: string;
  readonly dataset: Dataset;
  readonly expect: Expectation;
  /** What the run is compared against, where the incident needs it: `baseline.json`. */
  readonly baseline?: Baseline;
}

export function incidentSlugs(): string[] {
  return readdirSync(ROOT, {withFileTypes: true})
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export function loadIncident(slug: string): Incident {
  return {
    slug,
    dataset: readJson<Dataset>(slug, 'aws.json'),
    expect: readJson<Expectation>(slug, 'expect.json'),
    ...(existsSync(incidentFile(slug, 'baseline.json')) && {baseline: readJson<Baseline>(slug, 'baseline.json')}),
  };
}

/** Key of the fingerprints in committed bundles. */
const FIXED_SALT = '00000000000000000000000000000000';

/**
 * Collects an incident's evidence through the real SDK from a fake AWS, at the incident's own time and under a fixed
 * salt: the same bytes every day.
 *
 * @param more what else is read while the fake still answers
 */
export async function collectIncident(
  incident: Incident,
  options: Partial<CollectOptions> = {},
  serverOptions: FakeAwsOptions = {},
  more: (bundle: Bundle) => Promise<Bundle> = async (bundle) => bundle,
): Promise<{readonly bundle: Bundle; readonly fake: FakeAws}> {
  const fake = await startFakeAws(incident.dataset, serverOptions);
  const before = {...process.env};
  try {
    Object.assign(process.env, fake.env);
    const bundle = await collect({
      service: incident.dataset.services?.[0]?.name,
      contract: neravaContract,
      contractChosenBy: 'built-in',
      salt: FIXED_SALT,
      now: () => Date.parse(incident.dataset.now),
      ...(incident.baseline && {baseline: incident.baseline}),
      ...options,
    });
    return {bundle: await more(bundle), fake};
  } finally {
    for (const name of Object.keys(fake.env)) {
      const value = before[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await fake.close();
  }
}

/** The same incident at another time: for programs that look at the clock. Times inside log lines stay. */
export function movedTo(dataset: Dataset, now: number): Dataset {
  const shift = now - Date.parse(dataset.now);
  const moved = JSON.stringify(dataset).replace(
    /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)"/g,
    (_quoted, time: string) => JSON.stringify(new Date(Date.parse(time) + shift).toISOString()),
  );
  return JSON.parse(moved) as Dataset;
}

/** Path of a file of an incident. */
export function incidentFile(slug: string, file: string): string {
  return `${ROOT}${slug}/${file}`;
}

function readJson<T>(slug: string, file: string): T {
  return JSON.parse(readFileSync(incidentFile(slug, file), 'utf8')) as T;
}

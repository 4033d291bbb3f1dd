import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {Dataset} from './fake-aws/dataset.js';

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
}

export function incidentSlugs(): string[] {
  return readdirSync(ROOT, {withFileTypes: true})
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export function loadIncident(slug: string): Incident {
  return {slug, dataset: readJson<Dataset>(slug, 'aws.json'), expect: readJson<Expectation>(slug, 'expect.json')};
}

/** Path of a file of an incident. */
export function incidentFile(slug: string, file: string): string {
  return `${ROOT}${slug}/${file}`;
}

function readJson<T>(slug: string, file: string): T {
  return JSON.parse(readFileSync(incidentFile(slug, file), 'utf8')) as T;
}

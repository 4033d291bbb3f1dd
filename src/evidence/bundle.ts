import {readFile} from 'node:fs/promises';
import {DiagError, usageError} from '../errors.js';
import {reason, writePrivateFile} from '../files.js';
import {
  boolean,
  isoTime,
  literal,
  object,
  optional,
  record,
  type Shape,
  ShapeError,
  string,
  variant,
} from './bundle/shape.js';
import {EVIDENCE_SHAPES, redactions} from './bundle/shapes.js';
import {type BundleJson, newestVersion, upgraded} from './bundle/upgrade.js';
import type {Bundle, BundleRequest} from './bundle-model.js';
import {EVIDENCE_IDS} from './ids.js';
import type {Evidence, EvidenceId, EvidenceSet} from './model.js';

const FORMAT = 'nerava-diag-bundle';

/**
 * Writes a bundle, whole or not at all, readable by its owner only.
 *
 * @throws DiagError (exit 2) when the path cannot be written
 */
export async function writeBundle(path: string, bundle: Bundle): Promise<void> {
  await writePrivateFile(path, serializeBundle(bundle));
}

/**
 * Reads a bundle and checks it, so that nothing behind it meets a value of another kind than its type says.
 *
 * @throws DiagError (exit 2): no such file, not a bundle, damaged, or written by a newer tool
 */
export async function readBundle(path: string): Promise<Bundle> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw usageError(
      `Cannot read ${path}: ${reason(error)}.`,
      ['Give the path of a bundle that "collect -o" wrote.'],
      error,
    );
  }
  return parseBundle(text, path);
}

/** The text of a bundle: the same bytes for the same evidence, whatever order its members were put in. */
export function serializeBundle(bundle: Bundle): string {
  const {format, schemaVersion, tool, collectedAt, request, salt, contract, evidence} = bundle;
  const ordered = {
    format,
    schemaVersion,
    tool: sorted(tool),
    collectedAt,
    request: sorted(request),
    salt,
    contract: sorted(contract),
    evidence: Object.fromEntries(EVIDENCE_IDS.map((id) => [id, sorted(evidence[id])])),
    redactions: sorted(bundle.redactions),
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

/**
 * @param source what to call the text in messages: its path
 * @throws DiagError (exit 2) as {@link readBundle}
 */
export function parseBundle(text: string, source: string): Bundle {
  const json = upgraded(checkOrigin(parseJson(text, source), source));
  try {
    header.check(json, '');
    return complete(json as unknown as Bundle);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw usageError(`${source} is a damaged bundle: ${error.message}.`, [
      'Collect it anew with "nerava-diag collect -o FILE", or undo the last edit of the file.',
    ]);
  }
}

/** Evidence of a run that has not looked at anything yet: every id is skipped. */
export function emptyEvidence(at: string, why = 'not asked for'): EvidenceSet {
  const entries = EVIDENCE_IDS.map((id) => [id, skipped(id, at, why)] as const);
  // Object.fromEntries forgets which value belongs to which key; EVIDENCE_IDS is proven complete where it is declared.
  return Object.fromEntries(entries) as unknown as EvidenceSet;
}

function skipped(id: EvidenceId, at: string, why: string): Evidence<never> {
  return {id, source: 'none', at, status: 'skipped', why};
}

type Header = Omit<Bundle, 'evidence'> & {readonly evidence: {readonly [id: string]: unknown}};

const header = object<Header>({
  format: literal(FORMAT),
  schemaVersion: literal(1),
  tool: object<Bundle['tool']>({name: string, version: string}),
  collectedAt: isoTime,
  request: object<BundleRequest>({
    service: optional(string),
    deployment: optional(string),
    good: optional(string),
    bad: optional(string),
  }),
  salt: string,
  contract: object<Bundle['contract']>({name: string, chosenBy: literal('built-in', 'configuration')}),
  evidence: record({check: () => undefined}),
  redactions,
});

/** Every id is there afterwards; ids of a newer tool are left out, for nothing here knows them. */
function complete(bundle: Bundle): Bundle {
  const read = bundle.evidence as {readonly [id: string]: unknown};
  const why = `not in this bundle, which ${bundle.tool.name} ${bundle.tool.version} wrote`;
  const entries = EVIDENCE_IDS.map((id) => {
    if (!Object.hasOwn(read, id)) return [id, skipped(id, bundle.collectedAt, why)] as const;
    evidenceShape(id).check(read[id], `evidence.${id}`);
    return [id, read[id]] as const;
  });
  return {...bundle, evidence: Object.fromEntries(entries) as unknown as EvidenceSet};
}

interface Look {
  readonly id: EvidenceId;
  readonly source: string;
  readonly at: string;
}

/** Any JSON but null. */
type Value = NonNullable<unknown>;

function evidenceShape(id: EvidenceId): Shape<Look> {
  const look = {id: literal(id), source: string, at: isoTime};
  const value: Shape<Value> = EVIDENCE_SHAPES[id];
  const gap = object<Look & {status: string; why: string; fix?: string; action?: string}>({
    ...look,
    status: string,
    why: string,
    fix: optional(string),
    action: optional(string),
  });
  return variant<Look>('status', {
    collected: object<Look & {status: string; value: Value; truncated?: boolean}>({
      ...look,
      status: string,
      value,
      truncated: optional(boolean),
    }),
    absent: object<Look & {status: string; why: string}>({...look, status: string, why: string}),
    denied: gap,
    error: gap,
    timeout: gap,
    skipped: gap,
  });
}

function parseJson(text: string, source: string): unknown {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.trim() === '') throw usageError(`${source} is empty.`, ['Collect it with "nerava-diag collect -o FILE".']);
  try {
    return JSON.parse(body);
  } catch (error) {
    // The engine's own message quotes the text; a cut file is by far the likeliest.
    throw usageError(
      `${source} is not a bundle: it is not complete JSON.`,
      ['The file may have been cut short on its way: copy it again, or collect it anew.'],
      error,
    );
  }
}

function checkOrigin(json: unknown, source: string): BundleJson {
  const members = typeof json === 'object' && json !== null ? (json as BundleJson) : {};
  if (members['format'] !== FORMAT) {
    const report = 'outcome' in members && 'causes' in members;
    throw usageError(`${source} is not a nerava-diag bundle${report ? ', but a report' : ''}.`, [
      'Write a bundle with "nerava-diag collect -o FILE" or "nerava-diag diagnose --save FILE".',
    ]);
  }
  const version = members['schemaVersion'];
  if (typeof version === 'number' && version > newestVersion()) {
    throw new DiagError(
      `${source} was written by a newer nerava-diag: bundle version ${version}, this one reads up to ${newestVersion()}.`,
      {
        code: 'BUNDLE_TOO_NEW',
        exitCode: 2,
        suggestions: ['Update nerava-diag: npm install -g nerava-diag@latest'],
      },
    );
  }
  return members;
}

/** Members in alphabetical order, those that are undefined left out. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

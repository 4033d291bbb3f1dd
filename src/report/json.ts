import {escapeJson} from '../terminal/sanitize.js';
import type {Report} from './model.js';

/**
 * The report as JSON: members always in the same order, two spaces, a trailing line feed. Values are the report's own,
 * unshortened; characters that could act on a screen are written as \u escapes.
 */
export function renderJson(report: Report): string {
  return `${escapeJson(JSON.stringify(ordered(report), null, 2))}\n`;
}

/** Members in the order of the model, however the report was put together; others follow by name. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  );
}

function rank(key: string): number {
  return RANKS.get(key) ?? Number.MAX_SAFE_INTEGER;
}

/** One order for every object of the report, top level first. Free names (gates) follow by name. */
export const MEMBER_ORDER: readonly string[] = [
  'schemaVersion',
  'tool',
  'name',
  'version',
  'generatedAt',
  'target',
  'platform',
  'service',
  'id',
  'arn',
  'account',
  'region',
  'status',
  'identity',
  'window',
  'from',
  'to',
  'outcome',
  'headline',
  'rolledBack',
  'attempted',
  'running',
  'deployment',
  'operationId',
  'type',
  'startedAt',
  'endedAt',
  'durationSeconds',
  'failedInARow',
  'previousGood',
  'lastProven',
  'diedIn',
  'phases',
  'ladder',
  'causes',
  'hypotheses',
  'findings',
  'startup',
  'changes',
  'images',
  'timeline',
  'actions',
  'questions',
  'filesToReview',
  'gaps',
  'redactions',
  'cause',
  'rule',
  'severity',
  'title',
  'phase',
  'proven',
  'verdict',
  'strength',
  'variable',
  'variables',
  'evidence',
  'path',
  'time',
  'stream',
  'excerpt',
  'what',
  'where',
  'before',
  'after',
  'count',
  'question',
  'answer',
  'source',
  'important',
  'seenAt',
  'text',
  'message',
  'at',
  'because',
  'against',
  'missing',
  'next',
  'why',
  'fix',
  'kind',
  'horizon',
  'command',
  'undo',
  'appliesBecause',
  'configuration',
  'prediction',
  'contract',
  'first',
  'mayStopEarlierAt',
  'gates',
  'checks',
  'parses',
  'reference',
  'digest',
  'pushedAt',
  'packedBytes',
  'created',
  'pointer',
];

const RANKS: ReadonlyMap<string, number> = new Map(MEMBER_ORDER.map((key, index) => [key, index]));

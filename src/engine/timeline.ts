import type {TimelineEntry} from '../report/model.js';
import {exitsSince} from './aftermath.js';
import {known} from './phases.js';
import {atEvent, atRecord, excerpt, iso} from './pointers.js';
import type {FactSet} from './rule.js';

/** Application records shown at most: first and last ones, and every error between. */
const APPLICATION = 24;

/** One order of events over all sources. */
export function timelineOf(facts: FactSet): TimelineEntry[] {
  return [...operations(facts), ...appRunner(facts), ...application(facts), ...changes(facts), ...pushes(facts)].sort(
    (a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0),
  );
}

function operations(facts: FactSet): TimelineEntry[] {
  const examination = known(facts.examination);
  const {failedInARow = [], failedBefore = [], operation, previousGood} = examination ?? {};
  const shown = [...failedInARow, operation, ...failedBefore, previousGood];
  const unique = [...new Map(shown.flatMap((o) => (o === undefined ? [] : [[o.id, o] as const]))).values()];
  return unique.flatMap((operation) => {
    const name = `${operation.type ?? 'operation'} ${operation.id.slice(0, 8)}`;
    const pointer = {evidence: 'operations' as const, path: operation.id};
    return [
      ...(operation.startedAt === undefined
        ? []
        : [{at: iso(operation.startedAt), source: 'operation' as const, text: `${name} started`, pointer}]),
      ...(operation.endedAt === undefined
        ? []
        : [
            {
              at: iso(operation.endedAt),
              source: 'operation' as const,
              text: `${name} ended: ${operation.status ?? 'status unknown'}`,
              important: true as const,
              pointer,
            },
          ]),
    ];
  });
}

const IMPORTANT = new Set(['exit', 'health-check-failed', 'pull-failed', 'build-failed', 'deploy-failed']);

function appRunner(facts: FactSet): TimelineEntry[] {
  const written = new Map<string, number>();
  // Of what came after the deployment only the exits: a running service's other lines are no news.
  const lines = [...(known(facts.events) ?? []), ...exitsSince(facts)].filter(({message, timestamp}) => {
    // App Runner writes some lines to both of its streams: once is enough.
    const before = written.get(message);
    written.set(message, timestamp);
    return before === undefined || timestamp - before >= 2000;
  });
  return lines.map((event) => ({
    at: iso(event.timestamp),
    source: 'app-runner' as const,
    text: excerpt(event.message.replace(/^\[AppRunner\]\s+/, '')),
    ...(IMPORTANT.has(event.kind) && {important: true as const}),
    pointer: atEvent(event),
  }));
}

function application(facts: FactSet): TimelineEntry[] {
  const records = (known(facts['app-records']) ?? []).filter((record) => record.access === undefined);
  const kept =
    records.length <= APPLICATION
      ? records
      : [
          ...records.slice(0, APPLICATION / 3),
          ...records
            .slice(APPLICATION / 3, -APPLICATION / 3)
            .filter((record) => record.traceback !== undefined || record.level === 'fatal')
            .slice(0, APPLICATION / 3),
          ...records.slice(-APPLICATION / 3),
        ];
  return kept.map((record) => {
    const pointer = atRecord(record);
    return {
      at: iso(record.timestamp),
      source: 'application' as const,
      text: pointer.excerpt ?? '',
      ...((record.traceback !== undefined || record.level === 'fatal') && {important: true as const}),
      pointer,
    };
  });
}

function changes(facts: FactSet): TimelineEntry[] {
  const window = known(facts.examination)?.window;
  return (known(facts['change-history']) ?? [])
    .filter((change) => window === undefined || Math.abs(change.at - window.from) < 24 * 3_600_000)
    .map((change) => ({
      at: iso(change.at),
      source: 'change' as const,
      text: [
        change.name,
        change.by && `by ${change.by}`,
        change.image && `image ${change.image}`,
        change.variables && `variables ${change.variables}`,
        change.errorCode,
      ]
        .filter(Boolean)
        .join(', '),
      pointer: {evidence: 'change-history' as const, time: iso(change.at)},
    }));
}

function pushes(facts: FactSet): TimelineEntry[] {
  return (['image-running', 'image-attempted'] as const).flatMap((id) => {
    const image = known(facts[id]);
    if (image?.pushedAt === undefined) return [];
    return [
      {
        at: iso(image.pushedAt),
        source: 'image' as const,
        text: `${image.reference} was pushed`,
        pointer: {evidence: id, path: 'pushedAt'},
      },
    ];
  });
}

import type {Bundle} from '../../src/evidence/bundle-model.js';
import {EVIDENCE_IDS} from '../../src/evidence/ids.js';
import type {EvidenceSet, EvidenceValues, LogEvent, Operation, Service} from '../../src/evidence/model.js';
import {type Line, OPERATION_ID, operation, START, service} from './facts.js';

const INSTANCE = 'instance/0f0e0d0c0b0a09080706050403020100';

export interface BundleParts {
  readonly service?: Service;
  readonly operations?: readonly Partial<Operation>[];
  readonly serviceLog?: readonly Line[];
  /** Lines of new instances; null: the log group does not exist. */
  readonly applicationLog?: readonly Line[] | null;
  readonly evidence?: {
    readonly [K in keyof EvidenceValues]?:
      | EvidenceValues[K]
      | {readonly status: 'absent' | 'denied' | 'error' | 'timeout'; readonly why: string};
  };
  readonly contract?: Bundle['contract'];
}

/** A bundle as collecting would have made it, from lines and parts. Without more: one update that was rolled back. */
export function bundleOf(parts: BundleParts = {}): Bundle {
  const at = new Date(START + 7_200_000).toISOString();
  const given: {[id: string]: unknown} = {
    service: parts.service ?? service(),
    operations: (parts.operations ?? [{}]).map((o) => operation(o)),
    'service-log': toEvents(parts.serviceLog ?? [], 'events'),
    'application-log': applicationLog(parts.applicationLog ?? []),
    ...(parts.applicationLog === null && {'application-log': {status: 'absent', why: 'the log group does not exist'}}),
    ...parts.evidence,
  };
  const evidence = Object.fromEntries(
    EVIDENCE_IDS.map((id) => {
      const header = {id, source: `test:${id}`, at};
      const value = given[id];
      if (value === undefined) return [id, {...header, status: 'skipped', why: 'not asked for'}];
      if (isStatus(value)) return [id, {...header, ...value}];
      return [id, {...header, status: 'collected', value}];
    }),
  ) as unknown as EvidenceSet;
  return {
    format: 'nerava-diag-bundle',
    schemaVersion: 1,
    tool: {name: 'nerava-diag', version: '0.0.0'},
    collectedAt: at,
    request: {service: 'my-api'},
    salt: 'salt',
    contract: parts.contract ?? {name: 'nerava-backend', chosenBy: 'built-in'},
    evidence,
    redactions: [],
  };
}

function isStatus(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'status' in value && 'why' in value;
}

function applicationLog(lines: readonly Line[]): EvidenceValues['application-log'] {
  const events = toEvents(lines, INSTANCE);
  const names = [...new Set(events.map((event) => event.stream))];
  return {
    events,
    streams: names.map((name) => ({name, beganAt: events.find((event) => event.stream === name)?.timestamp ?? START})),
    olderStreams: 1,
  };
}

function toEvents(lines: readonly Line[], stream: string): LogEvent[] {
  return lines.map((line, index) => {
    const [seconds, message, own] = typeof line === 'string' ? [60 + index, line] : line;
    return {timestamp: START + seconds * 1000, message, stream: own ?? stream};
  });
}

/** App Runner's lines of a deployment that was pulled and provisioned and then ended as told. */
export function pulledLines(...lines: readonly Line[]): Line[] {
  return [
    [0, `[AppRunner] Deployment with ID : ${OPERATION_ID} started. Triggering event : SERVICE_UPDATE`],
    [5, '[AppRunner] Pulling image 111122223333.dkr.ecr.us-east-1.amazonaws.com/my-api:v2 from ECR repository.'],
    [40, '[AppRunner] Successfully pulled your application image from ECR.'],
    [50, '[AppRunner] Provisioning instances and deploying image for publicly accessible service.'],
    ...lines,
  ];
}

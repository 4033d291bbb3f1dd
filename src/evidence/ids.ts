import type {EvidenceId} from './model.js';

/** Every evidence id, in the order in which bundles and reports list them. */
export const EVIDENCE_IDS = [
  'identity',
  'service',
  'operations',
  'service-log',
  'application-log',
  'image-attempted',
  'image-running',
  'image-files',
  'baseline',
  'change-history',
  'roles',
  'secrets',
  'network',
  'metrics',
  'sibling-repositories',
  'domains',
  'keys',
] as const satisfies readonly EvidenceId[];

type Missing = Exclude<EvidenceId, (typeof EVIDENCE_IDS)[number]>;
/** Does not compile when an id of the model is not listed above. @public */
export const ALL_IDS_LISTED: [Missing] extends [never] ? true : never = true;

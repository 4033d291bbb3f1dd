import type {Aws, CallOptions} from './clients.js';
import type {AwsFailure} from './errors.js';
import {getRole, simulate} from './iam.js';
import type {CallObserver} from './middleware.js';
import {AWS_OPERATIONS, type AwsOperation, type OperationId, type OptIn} from './operations.js';

/** What became of the calls of one operation. "unknown": not called, or the call was not decided by a permission. */
export interface OperationAccess {
  readonly operation: OperationId;
  readonly iamAction: string;
  readonly neededTo: string;
  readonly essential: boolean;
  readonly onlyWith?: OptIn;
  readonly status: 'allowed' | 'denied' | 'unknown';
  /** How it is known: by a call that was made, or by a simulation of the identity's policies. */
  readonly by?: 'call' | 'simulation';
  readonly why?: string;
  readonly fix?: string;
}

/** Keeps what the calls of a run showed: which were let through, and how AWS's clock stands to this machine's. */
export interface AccessLog extends CallObserver {
  access(): OperationAccess[];
  /** Milliseconds by which AWS's clock is ahead; undefined when AWS never answered. */
  aheadMs(): number | undefined;
}

/** Failures with which AWS answers a call that it has let through. */
const LET_THROUGH: ReadonlySet<AwsFailure['kind']> = new Set(['not-found']);

export function createAccessLog(): AccessLog {
  const outcomes = new Map<OperationId, (AwsFailure | undefined)[]>();
  let clock: {aheadMs: number; roundTripMs: number} | undefined;
  return {
    ended(operation, failure) {
      outcomes.set(operation, [...(outcomes.get(operation) ?? []), failure]);
    },
    clock(aheadMs, roundTripMs) {
      // The quicker the answer, the surer what its date says.
      if (clock === undefined || roundTripMs < clock.roundTripMs) clock = {aheadMs, roundTripMs};
    },
    access: () => AWS_OPERATIONS.map((entry) => judged(entry, outcomes.get(entry.id) ?? [])),
    aheadMs: () => clock?.aheadMs,
  };
}

function judged(
  entry: AwsOperation & {id: OperationId},
  outcomes: readonly (AwsFailure | undefined)[],
): OperationAccess {
  const {id: operation, iamAction, why: neededTo, essential, onlyWith} = entry;
  const head = {operation, iamAction, neededTo, essential, ...(onlyWith !== undefined && {onlyWith})};
  const failures = outcomes.filter((failure) => failure !== undefined);
  const denied = failures.find(({kind}) => kind === 'denied');
  const passed = outcomes.filter((failure) => failure === undefined || LET_THROUGH.has(failure.kind));
  if (denied !== undefined) {
    const part =
      passed.length === 0 ? '' : `; ${passed.length} of ${outcomes.length} calls were allowed, for other resources`;
    return {...head, status: 'denied', by: 'call', ...reason({...denied, why: `${denied.why}${part}`})};
  }
  if (passed.length > 0) return {...head, status: 'allowed', by: 'call'};
  if (failures[0] !== undefined) return {...head, status: 'unknown', by: 'call', ...reason(failures[0])};
  const why = onlyWith === undefined ? 'not called' : `not called: only with ${onlyWith}`;
  return {...head, status: 'unknown', why};
}

function reason({why, fix}: AwsFailure): {why: string; fix?: string} {
  return {why, ...(fix !== undefined && {fix})};
}

/**
 * Fills in what no call showed from a simulation of the identity's own policies, as far as that is permitted.
 *
 * It only ever says "allowed": simulated on every resource, a policy that names resources looks like a refusal.
 *
 * @param identity the ARN of the caller, as STS says it
 */
export async function simulateUnknown(
  aws: Aws,
  access: readonly OperationAccess[],
  identity: string,
  options: CallOptions = {},
): Promise<OperationAccess[]> {
  const open = access.filter(({status, by}) => status === 'unknown' && by === undefined);
  const principal = open.length === 0 ? undefined : await principalOf(aws, identity, options);
  if (principal === undefined) return [...access];
  let allowed: {readonly [action: string]: boolean};
  try {
    allowed = await simulate(aws, principal, [...new Set(open.map(({iamAction}) => iamAction))], ['*'], options);
  } catch {
    // A kindness, not an answer: without it they stay unknown.
    return [...access];
  }
  return access.map((row): OperationAccess => {
    if (!open.includes(row) || allowed[row.iamAction] === undefined) return row;
    if (allowed[row.iamAction] === true) {
      const {why: _, ...known} = row;
      return {...known, status: 'allowed', by: 'simulation'};
    }
    return {...row, by: 'simulation', why: `${row.why}; the simulation does not allow it for every resource`};
  });
}

/** What IAM can simulate: a user, or the role behind a session. Undefined for the root user and federated users. */
async function principalOf(aws: Aws, identity: string, options: CallOptions): Promise<string | undefined> {
  if (/^arn:[^:]+:iam::\d+:user\//.test(identity)) return identity;
  const session = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(identity);
  const [, partition, account, role] = session ?? [];
  if (partition === undefined || account === undefined || role === undefined) return undefined;
  // A session's ARN leaves out the role's path, which SSO's roles have.
  const {arn} = await getRole(aws, role, options).catch((): {arn?: string} => ({}));
  return arn ?? `arn:${partition}:iam::${account}:role/${role}`;
}

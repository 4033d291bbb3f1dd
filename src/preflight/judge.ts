import {findingsAbout, type Grades} from '../app/judge.js';
import type {Contract} from '../contract/model.js';
import {deriveFacts} from '../engine/derive.js';
import {known} from '../engine/phases.js';
import type {FactId} from '../engine/rule.js';
import {checkStartup} from '../engine/startup-check.js';
import type {Bundle} from '../evidence/bundle-model.js';
import type {Evidence, Image, Service, Variable} from '../evidence/model.js';
import {type CheckContext, check} from './check.js';
import {imageChecks} from './image-checks.js';
import {outcomeOf, type Preflight, type PreflightCheck} from './model.js';
import {serviceChecks} from './service-checks.js';

/** What there is to judge before a deployment. */
export interface PreflightInput {
  /** As the user wrote it. */
  readonly image: string;
  /** `image-attempted` is the image in question; `service` is as it would be after the deployment. */
  readonly bundle: Bundle;
  readonly contract: Contract;
  /** In words: what the variables were taken from. */
  readonly configuration: string;
  /** Variables that the container would be given, the image's own left out. */
  readonly variables: readonly Variable[];
  /** Names of those whose values are still to be filled in. */
  readonly unfilled: readonly string[];
  readonly before: readonly string[];
  readonly meantToGo: readonly string[];
  readonly replacesMap: boolean;
  readonly withFiles: boolean;
  readonly isLocal: boolean;
  readonly failOn: 'error' | 'warning';
  readonly graded?: Grades | undefined;
  /** AWS profile that commands to copy have to name. Undefined: the environment's own. */
  readonly profile?: string | undefined;
}

/** Rules that need nothing which only a deployment leaves behind. */
const KNOWN_BEFORE: ReadonlySet<FactId> = new Set<FactId>([
  'service',
  'image-attempted',
  'image-running',
  'image-files',
  'secrets',
  'roles',
]);

/** Rules that a check of its own speaks for. */
const SPOKEN_FOR: ReadonlySet<string> = new Set([
  'image-not-amd64',
  'image-is-amd64',
  'image-large',
  'start-command-needs-shell',
  'entrypoint-file-missing',
  'entrypoint-file-mode',
  'import-not-in-image',
  'secret-not-found',
  'secret-access-simulated',
  'access-role-wrong',
  'instance-role-wrong',
  'service-paused',
]);

/** Judges an image and the configuration it would run under. Pure. */
export function judgePreflight(input: PreflightInput): Preflight {
  const {bundle, contract} = input;
  const {evidence} = bundle;
  const service = known(evidence.service);
  const findings = findingsAbout(deriveFacts(bundle, contract), KNOWN_BEFORE);
  const context: CheckContext = {
    ...input,
    salt: bundle.salt,
    service,
    image: withFix(evidence['image-attempted'], 'Name the image itself: a tag, repository:tag or @sha256:….'),
    running: withFix(evidence['image-running'], undefined),
    operations: known(evidence.operations) ?? [],
    roles: evidence.roles,
    secrets: evidence.secrets,
    files: input.withFiles ? evidence['image-files'] : undefined,
    findings,
    graded: input.graded ?? {},
  };
  // The image in question, whatever the service runs.
  const image = known(evidence['image-attempted']);
  const startup = checkStartup(bundle, service ?? serviceless(input), contract, image, {unknown: input.unfilled});
  const checks = [...imageChecks(context), ...serviceChecks(context, startup), ...others(context)];
  return {
    schemaVersion: 1,
    image: input.image,
    reference: image?.reference ?? null,
    digest: image?.digest ?? null,
    service: service?.name ?? null,
    configuration: input.configuration,
    outcome: outcomeOf(checks, input.failOn),
    checks,
    prediction: startup.certain,
  };
}

/** The collectors advise to name an image by --good or --bad, flags that other commands have. */
function withFix(image: Evidence<Image>, fix: string | undefined): Evidence<Image> {
  if (image.status !== 'skipped' || image.fix === undefined || !/--(?:good|bad)\b/.test(image.fix)) return image;
  const {fix: _, ...rest} = image;
  return fix === undefined ? rest : {...rest, fix};
}

/** What else the rules find; remarks are left out. */
function others({findings, graded}: CheckContext): PreflightCheck[] {
  return findings.flatMap(({rule, severity: own, text, at}) => {
    const severity = graded[rule] ?? own;
    if (SPOKEN_FOR.has(rule) || severity === 'off' || severity === 'info') return [];
    return check({id: rule, title: rule, severity}, 'fail', text, {
      evidence: at.map((pointer) => pointer.excerpt ?? pointer.path ?? pointer.evidence),
      fix: `nerava-diag explain ${rule}`,
    });
  });
}

/** The contract looks at variables only; without a service there are those that were given. */
function serviceless({variables, image}: PreflightInput): Service {
  return {
    name: 'none',
    id: 'none',
    arn: 'none',
    region: 'none',
    account: 'none',
    source: {kind: 'image', image, repositoryType: 'ECR'},
    configuration: {variables, secrets: []},
  };
}

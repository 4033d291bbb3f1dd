import type {RawLogEvent} from '../../aws/logs.js';
import type {Examination} from '../examination.js';
import {completeReference, type ImageAddress, parseEcrReference} from '../image-address.js';
import type {Service} from '../model.js';
import {attemptedImage} from './service-log.js';

/** An image to read, or why there is none. */
export type ImageChoice =
  | {readonly address: ImageAddress}
  | {readonly absent: string}
  | {readonly skipped: string; readonly fix?: string};

export interface ChoiceInput {
  readonly service: Omit<Service, 'configuration'>;
  readonly examination: Examination | undefined;
  readonly good: string | undefined;
  readonly bad: string | undefined;
  /** App Runner's own lines, as far as they are known. */
  readonly lines: readonly RawLogEvent[];
  /** Whether the lines begin before the deployment: only then is their first pull the deployment's. */
  readonly linesReachBack: boolean;
  /** Why App Runner's lines could not be read, where they could not: what no line says is unknown then, not unsaid. */
  readonly unread?: string | undefined;
}

/**
 * Which image was attempted, and which one runs (or ran): App Runner records neither beside the operation.
 *
 * `attempted` is undefined while it may still turn up in lines that have not been read.
 */
export function chooseImages(input: ChoiceInput): {attempted: ImageChoice | undefined; running: ImageChoice} {
  const {service} = input;
  if (service.source.kind === 'code' && input.bad === undefined && input.good === undefined) {
    const choice = {absent: 'the service is built from source code: there is no image of its own to read'};
    return {attempted: choice, running: choice};
  }
  const own = service.source.kind === 'image' ? parseEcrReference(service.source.image) : undefined;
  return {attempted: attempted(input, own), running: running(input, own)};
}

function attempted(input: ChoiceInput, own: ImageAddress | undefined): ImageChoice | undefined {
  const {examination, service, bad} = input;
  if (bad !== undefined) return named(bad, own, '--bad');
  const operation = examination?.operation;
  if (examination === undefined) return {skipped: 'the operations could not be read: no deployment is known', fix};
  if (operation === undefined) return {absent: 'the service has no deployment'};

  const pulled = input.linesReachBack ? attemptedImage(input.lines, examination) : undefined;
  if (pulled !== undefined) return named(pulled, own, undefined);
  const configured = service.source.kind === 'image' ? service.source.image : undefined;
  if (configured === undefined) return {skipped: 'which image was attempted is not known', fix};
  // While a deployment runs, and after it succeeded, the configuration names its image. A first creation is never
  // rolled back. StartDeployment takes no image: it pulls the configured reference anew.
  const newest = examination.requested !== true;
  const shown = newest && ['in-progress', 'rolling-back', 'succeeded'].includes(examination.state);
  const created = service.status === 'CREATE_FAILED' && operation.type === 'CREATE_SERVICE';
  if (shown || created || operation.type === 'START_DEPLOYMENT') {
    // A line, where there is one to come, still says it better than an inference.
    return input.linesReachBack || shown || created ? named(configured, own, undefined) : undefined;
  }
  if (!input.linesReachBack) return undefined;
  const why =
    input.unread === undefined
      ? 'no "Pulling image" line in its window'
      : `the service log could not be read (${input.unread})`;
  return {skipped: `which image was attempted is not known: ${why}`, fix};
}

const fix = 'name it: --bad TAG';

function running(input: ChoiceInput, own: ImageAddress | undefined): ImageChoice {
  const {examination, service, good} = input;
  if (good !== undefined) return named(good, own, '--good');
  if (service.status === 'CREATE_FAILED') return {absent: 'nothing runs: the creation of the service failed'};
  const configured = service.source.kind === 'image' ? service.source.image : undefined;
  if (configured === undefined) return {skipped: 'the service names no image', fix: 'name it: --good TAG'};
  const target = shownTarget(input);
  if (target && examination?.operation !== undefined) {
    // The configuration already shows the target; what runs is what the last good deployment pulled.
    const before = examination.previousGood;
    const startedAt = before?.startedAt;
    if (before === undefined || startedAt === undefined) {
      return {absent: 'no earlier deployment of this service has succeeded'};
    }
    const window = {from: startedAt - 60_000, to: examination.operation?.startedAt ?? Number.POSITIVE_INFINITY};
    const pulled = attemptedImage(input.lines, {operation: before, failedInARow: [], state: 'succeeded', window});
    if (pulled === undefined) {
      return {skipped: 'which image runs during the deployment is not known', fix: 'name it: --good TAG'};
    }
    return named(pulled, own, undefined);
  }
  return named(configured, own, undefined);
}

/** Whether the configuration shows what is being deployed rather than what runs. */
function shownTarget({examination, lines, linesReachBack, service}: ChoiceInput): boolean {
  if (examination === undefined || examination.operation?.type === 'START_DEPLOYMENT') return false;
  if (examination.requested === true) return false;
  if (examination.state === 'in-progress') return true;
  if (examination.state !== 'rolling-back') return false;
  // While it rolls back nobody documents which image is shown: a line that names another one settles it.
  const pulled = linesReachBack ? attemptedImage(lines, examination) : undefined;
  return !(pulled !== undefined && service.source.kind === 'image' && service.source.image !== pulled);
}

function named(words: string, own: ImageAddress | undefined, flag: string | undefined): ImageChoice {
  const address = completeReference(words, own);
  if (address !== undefined) return {address};
  if (words.startsWith('public.ecr.aws/')) {
    return {
      skipped: `${words} is a public image: ECR Public is not read`,
      fix: `compare-images can read a copy: oci:DIR`,
    };
  }
  return {
    skipped: `${words} is no reference to an image in ECR`,
    ...(flag !== undefined && {fix: `give ${flag} as tag, repository:tag or full reference`}),
  };
}

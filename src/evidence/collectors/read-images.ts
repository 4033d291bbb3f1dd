import type {Aws} from '../../aws/clients.js';
import {describeImages} from '../../aws/ecr.js';
import type {Found} from '../attempt.js';
import {callOfOperation, type Examination} from '../examination.js';
import {completeReference, type ImageAddress, parseEcrReference} from '../image-address.js';
import type {ChangeEvent, Evidence, EvidenceValues, Image} from '../model.js';
import type {Variables} from '../variables.js';
import {chooseImages, type ImageChoice} from './choose-images.js';
import {collectImages} from './images.js';
import type {DescribedService} from './service.js';
import type {EventsPage} from './service-log.js';

type ImageId = 'image-attempted' | 'image-running';

export interface ImageRun {
  readonly aws: Aws;
  readonly described: DescribedService;
  readonly examination: Examination | undefined;
  /** What the user calls the two images. */
  readonly good: string | undefined;
  readonly bad: string | undefined;
  readonly page: Promise<EventsPage>;
  readonly serviceLog: Promise<Evidence<EvidenceValues['service-log']>>;
  readonly changes: Promise<Evidence<EvidenceValues['change-history']>>;
  readonly variables: Variables;
  readonly timed: (
    id: ImageId,
    limit: 'images' | 'late-images',
    work: (signal: AbortSignal) => Promise<Found<Image>>,
  ) => Promise<Evidence<Image>>;
}

/** Both images, in one call where both are known from the first round; else each as soon as it is known. */
export async function readImages(run: ImageRun): Promise<readonly [Evidence<Image>, Evidence<Image>]> {
  const {examination, timed} = run;
  const page = await run.page;
  const lines = page.status === 'read' ? page.events : [];
  const start = examination?.operation?.startedAt ?? Number.NEGATIVE_INFINITY;
  const known = {service: run.described.service, examination, good: run.good, bad: run.bad};
  const linesReachBack = (lines[0]?.timestamp ?? Number.POSITIVE_INFINITY) <= start;
  const {attempted, running} = chooseImages({...known, lines, linesReachBack});

  if (attempted !== undefined && !('skipped' in attempted)) {
    // Read together; each piece of evidence still has its own fate.
    const ended = new AbortController();
    const together = readTogether(run, [attempted, running], ended.signal);
    try {
      return await Promise.all([
        timed('image-attempted', 'images', () => withBeginning(run, run.bad, together(0), ended.signal)),
        timed('image-running', 'images', () => withBeginning(run, run.good, together(1), ended.signal)),
      ]);
    } finally {
      ended.abort();
    }
  }
  const one = (choice: ImageChoice, words: string | undefined, signal: AbortSignal): Promise<Found<Image>> =>
    withBeginning(run, words, readTogether(run, [choice], signal)(0), signal);
  return Promise.all([
    timed('image-attempted', 'late-images', async (signal) => {
      const log = await run.serviceLog;
      const written = log.status === 'collected' ? log.value : lines;
      const unread = log.status === 'collected' || log.status === 'absent' ? undefined : log.why;
      const late =
        chooseImages({...known, lines: written, linesReachBack: true, unread}).attempted ?? attempted ?? unknown;
      if (!('skipped' in late) || run.bad !== undefined) return one(late, run.bad, signal);
      const changes = await run.changes;
      const sent = changes.status === 'collected' ? imageSent(changes.value, examination) : undefined;
      const address = sent === undefined ? undefined : parseEcrReference(sent);
      return one(address === undefined ? late : {address}, undefined, signal);
    }),
    timed('image-running', 'images', (signal) => one(running, run.good, signal)),
  ]);
}

const unknown: ImageChoice = {skipped: 'which image was attempted is not known', fix: 'name it: --bad TAG'};

function readTogether(
  {aws, variables}: ImageRun,
  choices: readonly ImageChoice[],
  signal: AbortSignal,
): (index: number) => Promise<Found<Image>> {
  const addresses = choices.flatMap((c) => ('address' in c ? [c.address] : []));
  let reading: ReturnType<typeof collectImages> | undefined;
  // Only when an answer is asked for: a run that wants no image makes no call.
  const read = (): ReturnType<typeof collectImages> => {
    reading ??=
      addresses.length === 0 ? Promise.resolve([]) : collectImages(aws, addresses, variables.describe, signal);
    return reading;
  };
  return async (index) => {
    const choice = choices[index];
    if (choice === undefined) throw new Error('the image was not asked for');
    if (!('address' in choice)) return choice;
    const answer = (await read())[addresses.indexOf(choice.address)];
    if (answer === undefined) throw new Error('the image was not read');
    return answer;
  };
}

/** A tag that does not exist may be the unambiguous beginning of one that does. Only for what the user typed. */
async function withBeginning(
  run: ImageRun,
  words: string | undefined,
  reading: Promise<Found<Image>>,
  signal: AbortSignal,
): Promise<Found<Image>> {
  const found = await reading;
  if (words === undefined || !('absent' in found)) return found;
  const {source} = run.described.service;
  const own = source.kind === 'image' ? parseEcrReference(source.image) : undefined;
  const address = completeReference(words, own);
  const beginning = address?.id.tag;
  if (address === undefined || beginning === undefined) return found;
  let tags: string[];
  try {
    const images = await describeImages(run.aws, address.repository, undefined, {signal});
    tags = images.flatMap((i) => i.tags).filter((tag) => tag.startsWith(beginning));
  } catch {
    // Without a listing the first answer stands: the tag as typed does not exist.
    return found;
  }
  const [only, ...others] = tags;
  if (only === undefined) return found;
  if (others.length > 0) {
    return {skipped: `${beginning} is the beginning of several tags: ${tags.slice(0, 8).join(', ')}`, fix: 'name one'};
  }
  const reference = `${address.reference.slice(0, -beginning.length)}${only}`;
  const whole: ImageAddress = {...address, reference, id: {tag: only}};
  return readTogether(run, [{address: whole}], signal)(0);
}

/** The image that the change which began the deployment named, when no line of the log does. */
function imageSent(changes: readonly ChangeEvent[], examination: Examination | undefined): string | undefined {
  return examination?.operation && callOfOperation(examination.operation, changes)?.image;
}

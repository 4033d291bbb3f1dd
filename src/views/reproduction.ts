import type {RenderOptions} from '../report/options.js';
import {commandLines, createPage, definitions, type Page, paragraph, section} from '../report/text/page.js';
import {sanitizeDeep} from '../terminal/sanitize.js';
import type {Environment} from './environment.js';

/** Programs that take docker's command line. */
export const ENGINES = ['docker', 'podman', 'finch'] as const;

/** The answer of `reproduce`. */
export interface Reproduction {
  readonly schemaVersion: 1;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly engine: (typeof ENGINES)[number];
  readonly configuration: Environment['configuration'];
  readonly explanation: string;
  /** Logs the engine in to the registries. */
  readonly login: readonly string[];
  readonly envFile: {
    readonly path: string;
    /** As it is written: names with placeholders, unless values were asked for. */
    readonly text: string;
    /** Names whose value is still to be put in. */
    readonly unset: readonly string[];
  };
  readonly runs: readonly ContainerRun[];
  readonly port: string;
  /** Asks what the health check asks. */
  readonly check: {readonly protocol: string; readonly command: string};
  readonly lookAt: readonly string[];
  readonly notes: readonly string[];
  /** What could not be read, so that an image may be unknown without a meaning. */
  readonly gaps: readonly {readonly evidence: string; readonly why: string; readonly fix: string | null}[];
}

export interface ContainerRun {
  readonly which: 'attempted' | 'good';
  /** As the service or the log names it. Null: not known, see `why`. */
  readonly image: string | null;
  /** As the command names it: by digest where one is known. */
  readonly pulled: string | null;
  readonly platform: string | null;
  /** What runs in the container: the StartCommand's words, else ENTRYPOINT and CMD. */
  readonly words: readonly string[] | null;
  readonly command: string | null;
  readonly why: string | null;
  readonly fix: string | null;
}

const TITLES = {attempted: 'The version that was attempted', good: 'The good version'} as const;

/**
 * What `reproduce` prints as text.
 *
 * @param write the command that writes the env file; undefined: it was written
 */
export function reproductionText(
  reproduction: Reproduction,
  write: string | undefined,
  options: RenderOptions,
): string {
  const page = createPage(options);
  const safe = sanitizeDeep(reproduction);
  const {envFile, engine, login, check, runs} = safe;
  const lines = [
    ...definitions(
      page,
      [
        ['service', `${safe.service} (${safe.region}, account ${safe.account})`],
        ['uses', safe.explanation],
      ],
      0,
    ),
    ...section(
      page,
      '1. Log in to the registry',
      login.flatMap((command) => commandLines(page, command, 2)),
    ),
    ...section(page, `2. Fill in the env file ${envFile.path}`, envFileLines(page, safe, write)),
    ...runs.flatMap((run, index) => section(page, `${index + 3}. ${TITLES[run.which]}`, runLines(page, run))),
    ...section(page, `${runs.length + 3}. Ask what the health check asks (${check.protocol})`, [
      ...commandLines(page, check.command, 2),
    ]),
    ...section(page, 'Not read', bullets(page, safe.gaps.map(gapWords))),
    ...section(page, 'What to look at', bullets(page, safe.lookAt)),
    ...section(page, 'Know', bullets(page, [...safe.notes, engineNote(engine)])),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function envFileLines(page: Page, {envFile}: Reproduction, write: string | undefined): string[] {
  const left =
    envFile.unset.length === 0
      ? 'Nothing is left to fill in.'
      : `Still to fill in: ${envFile.unset.join(', ')}. Values are taken as they stand: no quotes.`;
  if (write === undefined) return paragraph(page, `Written, readable by you only. ${left}`, {indent: 2});
  return [
    ...paragraph(page, 'Write it with:', {indent: 2}),
    ...commandLines(page, write, 4),
    ...paragraph(page, left, {indent: 2}),
    ...envFile.text
      .trimEnd()
      .split('\n')
      .map((line) => `    ${page.style.dim(line)}`),
  ];
}

function runLines(page: Page, {command, image, platform, why, fix}: ContainerRun): string[] {
  if (command === null) {
    return paragraph(page, `Not known: ${why}${fix === null ? '' : ` (${fix})`}`, {indent: 2});
  }
  const foreign = platform !== null && platform !== 'linux/amd64';
  return [
    ...paragraph(page, image ?? '', {indent: 2, paint: page.style.dim}),
    ...(foreign
      ? paragraph(page, `This image is built for ${platform}: under linux/amd64 it does not start, here as there.`, {
          indent: 2,
          paint: page.style.red,
        })
      : []),
    ...commandLines(page, command, 2),
  ];
}

function gapWords({evidence, why, fix}: Reproduction['gaps'][number]): string {
  return `${evidence}: ${why}${fix === null ? '' : ` (${fix})`}`;
}

function bullets(page: Page, texts: readonly string[]): string[] {
  return texts.flatMap((text) => paragraph(page, text, {indent: 2, label: page.marks.bullet}));
}

function engineNote(engine: Reproduction['engine']): string {
  const others = ENGINES.filter((other) => other !== engine);
  return `Without ${engine}: --engine ${others.join(' or --engine ')} prints the same for it. On an ARM machine the image runs emulated, several times slower.`;
}

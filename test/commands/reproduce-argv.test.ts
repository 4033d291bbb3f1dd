import {execFileSync} from 'node:child_process';
import {chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type Dataset, startFakeAws} from '../support/fake-aws.js';
import {ARN, REGISTRY, rolledBackIncident} from '../support/incident.js';
import {runCli} from '../support/run-cli.js';

/** Writes its own name and its arguments, each ended by NUL, so that nothing in them is lost. */
const RECORDER = '#!/bin/bash\nprintf \'%s\\0\' "$(basename "$0")" "$@" >"$ARGV"\n';
const PROGRAMS = ['docker', 'podman', 'finch', 'curl', 'nc'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reproduce argv $x-'));
  await mkdir(join(folder, 'bin'));
  for (const name of PROGRAMS) {
    await writeFile(join(folder, 'bin', name), RECORDER);
    await chmod(join(folder, 'bin', name), 0o755);
  }
});
afterAll(() => rm(folder, {recursive: true, force: true}));

type Json = {readonly [member: string]: unknown};

/** The incident with another configuration of its image and another health check. */
function configured(configuration: Json, health: Json = {Protocol: 'HTTP', Path: '/healthz'}): Dataset {
  const dataset = rolledBackIncident();
  const services = (dataset.services ?? []).map((service) => {
    const source = service.describe['SourceConfiguration'] as Json;
    const repository = source['ImageRepository'] as Json;
    const old = repository['ImageConfiguration'] as Json;
    return {
      ...service,
      describe: {
        ...service.describe,
        HealthCheckConfiguration: health,
        SourceConfiguration: {
          ...source,
          ImageRepository: {...repository, ImageConfiguration: {...old, ...configuration}},
        },
      },
    };
  });
  return {...dataset, services};
}

/** The commands of the text, as somebody would copy them: from their first line to the one that does not go on. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/^ {2}((?:docker run|podman run|finch run|curl|nc) (?:.*\\\n)*.*)$/gm)].map(
    ([, command]) => command ?? '',
  );
}

/** What a program that bash starts from this command is given. */
async function argvOf(command: string): Promise<string[]> {
  execFileSync('bash', ['--norc', '-n', '-c', command]);
  const argv = join(folder, 'argv');
  execFileSync('bash', ['--norc', '-c', command], {
    cwd: folder,
    env: {PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, ARGV: argv},
  });
  return (await readFile(argv, 'utf8')).split('\0').slice(0, -1);
}

const HOSTILE = `serve --name 'two words' "it's" $HOME \`id\` $(touch pwned) && a|b>c; "line
break" \\* !! # "tab\there" "\u001B[31mred" \u202Etxt`;
const WORDS = [
  'serve',
  '--name',
  'two words',
  "it's",
  '$HOME',
  '`id`',
  '$(touch',
  'pwned)',
  '&&',
  'a|b>c;',
  'line\nbreak',
  '*',
  '!!',
  '#',
  'tab\there',
  '\u001B[31mred',
  '\u202Etxt',
];

describe('the commands that reproduce prints', () => {
  it.each(['text', 'json'])('reach the engine word by word, whatever stands in them: %s', async (format) => {
    const path = '/health?q=\'$(touch pwned)`id`" \\';
    await using aws = await startFakeAws(
      configured({StartCommand: HOSTILE, Port: '8000'}, {Protocol: 'HTTP', Path: path}),
    );
    const file = `it's $HOME \`id\` ${format}.env`;
    const {code, stdout} = await runCli(['reproduce', ARN, '--engine', 'docker', '--write', file, '--format', format], {
      env: aws.env,
      cwd: folder,
    });
    expect(code).toBe(0);
    const commands =
      format === 'text'
        ? commandsIn(stdout)
        : [...JSON.parse(stdout).runs.map((run: {command: string}) => run.command), JSON.parse(stdout).check.command];
    expect(commands).toHaveLength(3);
    for (const [index, which] of ['attempted', 'good'].entries()) {
      const argv = await argvOf(commands[index] ?? '');
      expect(argv).toEqual([
        'docker',
        'run',
        '--rm',
        '-it',
        '--platform',
        'linux/amd64',
        '--name',
        `my-api-${which}`,
        '--env-file',
        file,
        '-p',
        '127.0.0.1:8000:8000',
        '--cpus',
        '1',
        '--memory',
        '2048m',
        expect.stringMatching(new RegExp(`^${REGISTRY}/my-api@sha256:[0-9a-f]{64}$`)),
        ...WORDS,
      ]);
      // The engine takes the first word that is no option for the image, and the rest for the command.
      expect(await readdir(folder)).toContain(file);
    }
    expect(await argvOf(commands[2] ?? '')).toEqual(['curl', '-i', '--max-time', '5', `http://127.0.0.1:8000${path}`]);
    expect(await readdir(folder)).not.toContain('pwned');
  });

  it('name no command where the service has none: the image’s own runs', async () => {
    await using aws = await startFakeAws(configured({StartCommand: undefined, Port: '8000'}, {Protocol: 'TCP'}));
    const {stdout} = await runCli(['reproduce', ARN, '--engine', 'docker'], {env: aws.env, cwd: folder});
    const [run, , check] = commandsIn(stdout);
    expect((await argvOf(run ?? '')).at(-1)).toMatch(/@sha256:[0-9a-f]{64}$/);
    expect(await argvOf(check ?? '')).toEqual(['nc', '-zv', '127.0.0.1', '8000']);
  });
});

describe('the engine', () => {
  const only = async (name: string, engines: readonly string[]) => {
    const path = join(folder, name);
    await mkdir(path);
    for (const engine of engines) await symlink(join(folder, 'bin', engine), join(path, engine));
    return path;
  };

  it.each([
    [['docker', 'podman', 'finch'], 'docker'],
    [['podman', 'finch'], 'podman'],
    [['finch'], 'finch'],
    [[], 'docker'],
  ] as const)('is, with %j on PATH: %s', async (engines, expected) => {
    const PATH = await only(`only ${engines.join()}`, engines);
    await using aws = await startFakeAws(rolledBackIncident());
    const {stdout} = await runCli(['reproduce', ARN, '--json'], {env: {...aws.env, PATH}, cwd: folder});
    const {engine, runs, login} = JSON.parse(stdout);
    expect(engine).toBe(expected);
    expect((await argvOf(runs[0].command))[0]).toBe(expected);
    expect(login[0]).toContain(`| ${expected} login`);
  });

  it('of a replay is docker on every machine, unless another is named', async () => {
    const PATH = await only('replay', ['podman']);
    await using aws = await startFakeAws(rolledBackIncident());
    await runCli(['collect', ARN, '-o', 'incident.json'], {env: aws.env, cwd: folder});
    const replay = async (...args: string[]) =>
      JSON.parse(
        (await runCli(['reproduce', '--bundle', 'incident.json', '--json', ...args], {env: {PATH}, cwd: folder}))
          .stdout,
      ).engine;
    expect(await replay()).toBe('docker');
    expect(await replay('--engine', 'podman')).toBe('podman');
  });
});

describe('the env file', () => {
  /** As docker reads one: no quotes, no escapes, the value is the rest of the line. */
  const asDocker = (text: string) =>
    Object.fromEntries(
      text
        .split('\n')
        .map((line) => line.trimStart())
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );

  it('gives the container every value as it is, and says which it cannot hold', async () => {
    const values = {
      PLAIN: 'x',
      SPACES: '  two  words  ',
      QUOTED: `"double" and 'single'`,
      DOLLAR: '$HOME ${X} `id` $(id)',
      HASH: 'a # b',
      EQUALS: 'a=b==',
      BACKSLASH: 'a\\nb\\',
      EMPTY: '',
      LETTERS: 'äöü€',
    };
    await using aws = await startFakeAws(
      configured({RuntimeEnvironmentVariables: {...values, LINES: 'first\nsecond'}, RuntimeEnvironmentSecrets: {}}),
    );
    const {stdout, code} = await runCli(
      ['reproduce', ARN, '--engine', 'docker', '--write', 'values.env', '--reveal-all', '--json'],
      {env: aws.env, cwd: folder},
    );
    expect(code).toBe(0);
    const {LINES: lines, ...read} = asDocker(await readFile(join(folder, 'values.env'), 'utf8'));
    expect(read).toEqual({...values, PORT: '8000'});
    expect(lines).toBe('<12 characters>');
    const {envFile, notes} = JSON.parse(stdout);
    expect(envFile.unset).toEqual(['LINES']);
    expect(notes.join('\n')).toMatch(/cannot hold the line breaks of LINES/);
  });
});

import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type Dataset, type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {CANARY, rolledBackIncident} from '../support/incident.js';
import {runCli} from '../support/run-cli.js';

const page = await readFile(fileURLToPath(new URL('../../docs/runbook.md', import.meta.url)), 'utf8');

/** Every command of ours that the page shows, in its order: lines of console blocks, and code within sentences. */
function commandsOf(text: string): string[] {
  const found = [...text.matchAll(/^\$ (nerava-diag .*)$|`(nerava-diag [^`]+)`/gm)];
  return [...new Set(found.map((match) => (match[1] ?? match[2] ?? '').trim()))];
}

const COMMANDS = commandsOf(page);
/** Runs until it is stopped. */
const ENDLESS = /logs .*--follow/;

/** The incident with layers that can be read: `compare-images --files` streams them. */
function withLayers(): Dataset {
  const incident = rolledBackIncident();
  const image = (tag: string, pushedAt: string) => ({
    tags: [tag],
    pushedAt,
    cmd: ['python', '-m', 'app'],
    history: [{createdBy: 'COPY . .', files: {'app/__main__.py': `version = "${tag}"\n`}}],
  });
  const images = [image('v24', '2026-01-20T09:00:00Z'), image('v32', '2026-01-23T16:00:00Z')];
  return {...incident, repositories: {...incident.repositories, 'my-api': {images}}};
}

let aws: FakeAws;
let folder: string;
beforeAll(async () => {
  aws = await startFakeAws(withLayers());
  folder = await mkdtemp(join(tmpdir(), 'runbook-page-'));
  await writeFile(join(folder, '.env'), 'ENV=prod\n');
});
afterAll(async () => {
  await aws.close();
  await rm(folder, {recursive: true, force: true});
});

function wordsOf(command: string): string[] {
  return command
    .replace(/^nerava-diag /, '')
    .replace(/\bSERVICE\b/g, 'my-api')
    .replace(/\bIMAGE\b/g, 'v32')
    .replace(/--wait-logs \d+/, '--wait-logs 0')
    .split(/\s+/);
}

describe('the runbook page', () => {
  it('shows the commands that help at night', () => {
    expect(COMMANDS.length).toBeGreaterThan(10);
    for (const name of [
      'diagnose',
      'explain',
      'deployments',
      'compare-images',
      'env',
      'validate',
      'logs',
      'collect',
      'preflight',
      'reproduce',
      'doctor',
    ]) {
      expect(COMMANDS.some((command) => command.startsWith(`nerava-diag ${name} `))).toBe(true);
    }
  });

  it.each(COMMANDS)('%s: does what the page says', async (command) => {
    const before = aws.calls.length;
    const result = await runCli(wordsOf(command), {
      env: aws.env,
      cwd: folder,
      onStart: (child) => {
        if (!ENDLESS.test(command)) return;
        // A follower is stopped as soon as it has asked for log lines.
        const asked = setInterval(() => {
          if (!aws.calls.slice(before).some(({operation}) => operation.startsWith('logs:'))) return;
          clearInterval(asked);
          child.kill('SIGINT');
        }, 50);
        child.on('close', () => clearInterval(asked));
      },
    });
    expect(result.stderr).not.toMatch(/Usage:|not found|unexpected/i);
    expect(ENDLESS.test(command) ? [130] : [0, 1, 4]).toContain(result.code);
    expect(result.stdout + result.stderr).not.toContain(CANARY);
    const written = /-o (\S+)/.exec(command)?.[1];
    if (written !== undefined) expect(await readFile(join(folder, written), 'utf8')).not.toContain(CANARY);
    else if (!ENDLESS.test(command)) expect(result.stdout.trim()).not.toBe('');
  });

  it('keeps its links', async () => {
    const links = [...page.matchAll(/\]\(([\w./-]+)\)/g)].map((match) => match[1] ?? '');
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) {
      await readFile(fileURLToPath(new URL(`../../docs/${link}`, import.meta.url)), 'utf8');
    }
  });
});

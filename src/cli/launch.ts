import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {Config, run} from '@oclif/core';
import type {BaseCommand} from '../base-command.js';
import {toolVersion} from '../version.js';
import {packageRoot} from './package-root.js';

/**
 * Runs the command that the arguments name.
 *
 * oclif finds it by way of plugins, manifest and topics, sorted in the order of the user's language: a seventh of the
 * time until a command's first call. One built next to this module needs nothing of that. Everything else (no such
 * command, the help command) is oclif's.
 */
export async function launch(argv: readonly string[]): Promise<void> {
  const root = packageRoot();
  const [id = '', ...rest] = argv;
  const Command = await builtCommand(root, id);
  if (Command === undefined) {
    await run([...argv], {root});
    return;
  }
  Command.id = id;
  await new Command(rest, soleConfig(root)).start();
}

type CommandClass = {id: string} & (new (argv: string[], config: Config) => BaseCommand);

async function builtCommand(root: string, id: string): Promise<CommandClass | undefined> {
  if (!/^[a-z]+(?:-[a-z]+)*$/.test(id)) return undefined;
  const path = join(root, 'dist/commands', `${id}.cjs`);
  if (!existsSync(path)) return undefined;
  const {default: command} = (await import(path)) as {default: CommandClass};
  return 'start' in command.prototype ? command : undefined;
}

/** What a command asks of oclif's configuration while it parses and runs. It has no plugins, topics and hooks. */
function soleConfig(root: string): Config {
  const name = 'nerava-diag';
  const version = toolVersion();
  const config = new Config({root});
  return Object.assign(config, {
    root,
    name,
    version,
    bin: name,
    pjson: {name, version, oclif: {bin: name}},
    userAgent: `${name}/${version} ${process.platform}-${process.arch} node-${process.version}`,
    rootPlugin: {name, root, hooks: {}},
  });
}

import {stat} from 'node:fs/promises';
import {Flags} from '@oclif/core';
import {BaseCommand} from '../base-command.js';
import {commonFlags, formatFlag} from '../cli/flags.js';
import {usageError} from '../errors.js';
import {writePrivateFile} from '../files.js';

const NAME = 'nerava-diag.config.yaml';

const TEMPLATE = `# Settings of nerava-diag for this folder and those below it.
# Flags go before environment variables, these before this file. --debug says where each setting came from.

# Name, ARN or unambiguous beginning of a name.
# service: my-api

# Where it runs, and with which AWS profile to look.
# region: us-east-1
# profile: on-call

# ECR repository of bare image tags. Default: the service's own.
# repository: my-api

# A start-up contract of your own in place of the built-in one, relative to this file.
# contract: contracts/my-api.yaml

# Rules silenced (off) or graded otherwise (info, warning, error). Every id: nerava-diag explain
# rules:
#   image-large: off
`;

export default class Init extends BaseCommand {
  static override summary = `Write a commented ${NAME} into this folder.`;
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override usage = '<%= command.id %> [FLAGS]';
  static override flags = {
    format: formatFlag(['text']),
    output: {...commonFlags.output, summary: `Another path than ${NAME}; - for stdout.`},
    force: Flags.boolean({summary: 'Replace a file that is there.'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(Init);
    // Not settle(): a broken configuration file must not keep a new one from being written.
    const path = flags.output ?? NAME;
    if (path === '-') return this.answer(TEMPLATE);
    if (!flags.force && (await isThere(path))) {
      throw usageError(`${path} is there already.`, ['Replace it with --force, or name another file with -o.']);
    }
    await writePrivateFile(path, TEMPLATE);
    this.note(`Wrote ${path}. Every line in it is commented out.`);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

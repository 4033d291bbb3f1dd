import {Args, Config} from '@oclif/core';
import {BaseCommand} from '../base-command.js';
import {bashCompletion} from '../cli/completion/bash.js';
import {fishCompletion} from '../cli/completion/fish.js';
import {completionModel, type ManifestCommand} from '../cli/completion/model.js';
import {powershellCompletion} from '../cli/completion/powershell.js';
import {zshCompletion} from '../cli/completion/zsh.js';
import {commonFlags, formatFlag} from '../cli/flags.js';
import {listPages} from '../cli/pages.js';
import {usageError} from '../errors.js';

const SHELLS = {bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion, powershell: powershellCompletion};

export default class Completion extends BaseCommand {
  static override summary = 'A script that lets the shell complete commands, flags, their values and ids.';
  static override description =
    `Everything that can be completed stands in the script: neither this program nor AWS is asked at the TAB.
Make it anew after an update. The completion page of the documentation says where it goes.`;
  static override examples = [
    {description: 'For this bash', command: 'source <(<%= config.bin %> <%= command.id %> bash)'},
    {
      description: 'For every fish',
      command: '<%= config.bin %> <%= command.id %> fish -o ~/.config/fish/completions/<%= config.bin %>.fish',
    },
  ];
  static override args = {
    shell: Args.string({
      options: Object.keys(SHELLS),
      required: true,
      description: 'The shell that reads the script.',
    }),
  };
  static override flags = {format: formatFlag(['text']), json: {...commonFlags.json, hidden: true}};
  static override usage = '<%= command.id %> SHELL';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Completion);
    await this.settle(flags);
    if (flags.json) throw usageError('A completion script is no JSON.', ['Leave --json out.']);
    const pages = await listPages();
    // Its own configuration knows of no other command (see cli/launch.ts).
    const commands = (await Config.load({root: this.config.root})).commands as readonly ManifestCommand[];
    const model = completionModel(this.config.bin, commands, {
      explain: pages.map(({id}) => id),
      help: commands.map(({id}) => id),
    });
    await this.answer(SHELLS[args.shell as keyof typeof SHELLS](model));
  }
}

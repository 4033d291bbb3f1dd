import {Args, Command, Help as OclifHelp} from '@oclif/core';

export default class Help extends Command {
  static override summary = 'Show help for a command.';
  static override strict = false;
  static override args = {command: Args.string({description: 'Command to explain.'})};

  async run(): Promise<void> {
    const {argv} = await this.parse(Help);
    await new OclifHelp(this.config, this.config.pjson.oclif.helpOptions).showHelp(argv as string[]);
  }
}

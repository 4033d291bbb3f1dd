import {readFile} from 'node:fs/promises';
import {Args} from '@oclif/core';
import {BaseCommand} from '../base-command.js';
import {formatFlag} from '../cli/flags.js';
import {listPages, type Page} from '../cli/pages.js';
import {closest} from '../closest.js';
import {usageError} from '../errors.js';
import {jsonText} from '../terminal/sanitize.js';

export default class Explain extends BaseCommand {
  static override summary = 'The page of a cause or a rule, offline.';
  static override description = 'Without an id: every cause and rule there is.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> startup-validation',
    '<%= config.bin %> <%= command.id %>',
  ];
  static override args = {id: Args.string({description: 'Id of a cause or a rule, as reports name it.'})};
  static override flags = {format: formatFlag(['text', 'markdown', 'json'])};
  static override usage = '<%= command.id %> [ID]';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Explain);
    const {format} = await this.settle(flags);
    const pages = await listPages();
    if (args.id === undefined) {
      const listed = pages.map(({kind, id}) => ({kind, id}));
      return this.answer(format === 'json' ? jsonText({schemaVersion: 1, pages: listed}) : listing(pages));
    }
    const found = pages.find(({id}) => id === args.id);
    if (found === undefined) throw unknownId(args.id, pages);
    const markdown = await readFile(found.path, 'utf8');
    await this.answer(
      format === 'json'
        ? jsonText({schemaVersion: 1, id: found.id, kind: found.kind, markdown})
        : `${markdown.trimEnd()}\n`,
    );
  }
}

function listing(pages: readonly Page[]): string {
  const ids = (kind: Page['kind']) => pages.filter((page) => page.kind === kind).map(({id}) => `  ${id}`);
  return `${['Causes', ...ids('cause'), '', 'Rules', ...ids('rule')].join('\n')}\n`;
}

function unknownId(id: string, pages: readonly Page[]) {
  const near = closest(
    id,
    pages.map((page) => page.id),
  );
  return usageError(`There is no cause and no rule "${id}".`, [
    ...(near === undefined ? [] : [`Did you mean: nerava-diag explain ${near}?`]),
    'Every id: nerava-diag explain',
  ]);
}

import {speaksFor} from '../contract/applies.js';
import type {Contract} from '../contract/model.js';
import type {EntryView} from '../logs/entry.js';
import {createJsonlView} from '../logs/jsonl-view.js';
import {createStartupView, onlyStartup} from '../logs/startup-view.js';
import {createTextView, type Mark} from '../logs/text-view.js';
import type {Style} from '../terminal/style.js';

/** How lines are drawn. */
export interface LogViewOptions {
  readonly startup: boolean;
  readonly format: 'text' | 'jsonl';
  readonly raw: boolean;
  readonly local: boolean;
  readonly short: boolean;
  readonly style: Style;
  readonly contract: Contract;
  /** The configuration names the contract: it speaks for this service whatever the service says. */
  readonly contractConfigured: boolean;
}

/** What is known of the service whose lines they are. */
export interface KnownOfService {
  readonly marks: readonly Mark[];
  readonly healthPath: string | undefined;
  readonly startCommand: string | undefined;
  /** The log is followed. */
  readonly live?: boolean;
  /** Only lines that match are drawn. */
  readonly isSearch?: boolean;
}

export function logView(options: LogViewOptions, known: KnownOfService): EntryView {
  const {style, local, raw, short, contract} = options;
  if (options.format === 'jsonl') {
    return options.startup ? onlyStartup(createJsonlView(), contract.ladder) : createJsonlView();
  }
  if (options.startup) {
    const isKnown =
      speaksFor(contract, {
        configured: options.contractConfigured,
        ...(known.startCommand !== undefined && {startCommand: known.startCommand}),
      }) !== undefined;
    return createStartupView({style, local, rungs: contract.ladder, isKnown, isSearch: known.isSearch === true});
  }
  return createTextView({
    style,
    local,
    raw,
    short,
    marks: known.marks,
    ...(known.healthPath !== undefined && {healthPath: known.healthPath}),
    ...(known.live === true && {live: true}),
  });
}

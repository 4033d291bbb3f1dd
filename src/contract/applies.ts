import type {Contract} from './model.js';

/** What is known of a service that may tell whose it is. */
export interface ServiceHints {
  readonly startCommand?: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly labels?: {readonly [name: string]: string};
  /** Paths in the image, absolute or relative to the root. */
  readonly files?: readonly string[];
  /** The user's configuration names this contract. */
  readonly configured?: boolean;
}

/** The image label with which an image names its contract. */
export const CONTRACT_LABEL = 'nerava-diag.contract';

/**
 * Why the contract speaks for this service, as a clause; undefined where nothing says so, and the contract is silent.
 *
 * A StartCommand replaces the image's CMD: where there is one, the CMD says nothing of what runs.
 */
export function speaksFor(contract: Contract, hints: ServiceHints): string | undefined {
  if (hints.configured === true) return 'the configuration names it';
  if (hints.labels !== undefined && hints.labels[CONTRACT_LABEL] === contract.name) {
    return `the image's label ${CONTRACT_LABEL} names it`;
  }
  const {startCommand} = hints;
  const started = startCommand !== undefined && startCommand.trim() !== '';
  const command = started ? startCommand : [...(hints.entrypoint ?? []), ...(hints.cmd ?? [])].join(' ');
  const fragment = contract.appliesTo.commands.find((candidate) => runs(command, candidate));
  if (fragment !== undefined) {
    return started ? `the service's StartCommand runs ${fragment}` : `the image's CMD runs ${fragment}`;
  }
  const {files} = contract.appliesTo;
  const carried = new Set((hints.files ?? []).map(absolute));
  if (files.length > 0 && files.every((file) => carried.has(absolute(file)))) {
    return `the image carries ${files.map(absolute).join(', ')}`;
  }
  return undefined;
}

/** Whether the fragment stands in the command as whole words: "app.main:app" is not in "app.main:application". */
function runs(command: string, fragment: string): boolean {
  for (let at = command.indexOf(fragment); at !== -1; at = command.indexOf(fragment, at + 1)) {
    if (!isWord(command[at - 1]) && !isWord(command[at + fragment.length])) return true;
  }
  return false;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_.:/-]/u.test(character);
}

function absolute(path: string): string {
  return path.startsWith('/') ? path : `/${path.replace(/^\.\//, '')}`;
}

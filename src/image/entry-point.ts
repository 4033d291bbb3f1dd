import {resolveImagePath} from './image-path.js';

/** What a container's command names inside the image, as far as its words tell. */
export interface EntryPoint {
  /** Paths of files that must be there; `executable` those that the kernel itself starts. */
  readonly files: readonly {readonly path: string; readonly executable: boolean}[];
  /** Python modules that are loaded: "app.main_simple". */
  readonly modules: readonly string[];
}

const INTERPRETERS = /^(?:(python)(?:\d(?:\.\d+)?)?|node|bash|sh|dash|ash|ruby|perl|php|deno|bun)$/;
/** Options whose value is the next word, and options after which the program itself stands in the words. */
const OPTIONS: {readonly [interpreter: string]: {readonly valued: RegExp; readonly code?: RegExp}} = {
  python: {valued: /^(?:-[WX]|--check-hash-based-pycs)$/, code: /^-[a-zA-Z]*c$/},
  node: {
    valued: /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file)$/,
    code: /^(?:-e|--eval|-p|--print|-pe)$/,
  },
  ruby: {valued: /^-[ICErW]$/, code: /^-e$/},
  perl: {valued: /^-I$/, code: /^-[a-zA-Z]*[eE]$/},
  php: {valued: /^-[cdStz]$/, code: /^-r$/},
};
const SHELL_OPTIONS = {valued: /^(?:[-+][a-z]*[oO]|--rcfile|--init-file)$/};
/** These resolve names without an extension, and know subcommands and scripts of package.json. */
const NAMES_NO_FILE = /^(?:node|deno|bun)$/;
const JAVASCRIPT = /^(?!\w+:\/\/).*\.[cm]?[jt]sx?$/;
/** Variables, patterns, a home folder, an address. */
const NAMES_NO_PATH = /[$*`]|^~|^\w[\w+.-]*:\/\//;
const SERVERS = /^(?:uvicorn|gunicorn|hypercorn|daphne|granian|fastapi|uwsgi)$/;
const RUNNERS = /^(?:exec|tini|dumb-init|env|nice|nohup|setsid|poetry|pipenv|uv|run|--)$/;

/** Whether a file is called as scripts are that run what stands after them. */
export function isNamedAsScript(path: string): boolean {
  return /entrypoint[^/]*$|\.sh$/.test(path) && !/(?:^|\/)lambda-entrypoint\.sh$/.test(path);
}

/**
 * Reads ENTRYPOINT and CMD. A shell line is read up to its first operator; variables are not guessed.
 *
 * @param isScript whether the file that ENTRYPOINT names runs CMD: of any other program CMD is what it may make of it
 */
export function entryPointOf(
  entrypoint: readonly string[] | undefined,
  cmd: readonly string[] | undefined,
  workingDir: string | undefined,
  isScript: (path: string) => boolean = isNamedAsScript,
): EntryPoint {
  const words = [...(entrypoint ?? []), ...(cmd ?? [])];
  const files: {path: string; executable: boolean}[] = [];
  const modules: string[] = [];
  let directory: string | undefined = workingDir ?? '/';
  let isPassedOn = false;
  const note = (path: string, executable: boolean): void => {
    if (directory === undefined && !path.startsWith('/')) return;
    if (!NAMES_NO_PATH.test(path)) files.push({path: resolveImagePath(directory ?? '/', path), executable});
  };
  let rest = words;
  for (let guard = 0; guard < 10 && rest.length > 0; guard++) {
    const [first = '', ...more] = rest;
    const name = first.slice(first.lastIndexOf('/') + 1);
    const isShell = /^(?:bash|sh|dash|ash)$/.test(name);
    const line = isShell && /^-\w*c\w*$/.test(more[0] ?? '') ? more[1] : undefined;
    if (line !== undefined) {
      const commands = commandsOf(line);
      directory = directoryAfter(commands.slice(0, -1), directory);
      rest = wordsOf(commands.at(-1) ?? '');
      continue;
    }
    if (RUNNERS.test(name) || /^\w+=/.test(first) || first.startsWith('-')) {
      rest = more;
      continue;
    }
    if (SERVERS.test(name)) {
      const target = more.find((word) => /^[A-Za-z_]\w*(?:\.\w+)*:[\w.]+(?:\(\))?$/.test(word));
      if (target !== undefined) modules.push(target.slice(0, target.indexOf(':')));
    } else if (INTERPRETERS.test(name)) {
      const language = INTERPRETERS.exec(name)?.[1] ?? name;
      const at = more.indexOf('-m');
      const script = scriptOf(language, more);
      if (language === 'python' && at >= 0 && (script === undefined || at < more.indexOf(script))) {
        const module = more[at + 1];
        rest = module === undefined ? [] : [module, ...more.slice(at + 2)];
        if (module !== undefined && !SERVERS.test(module)) {
          modules.push(module);
          return {files, modules};
        }
        continue;
      }
      if (script !== undefined) note(script, false);
    } else if (first.includes('/')) {
      // What a script is given may be anything that has a slash in it: mysql/prod, handler/main.handler.
      if (!isPassedOn || /^\.{0,2}\//.test(first)) note(first, true);
      // An entry script usually runs the rest: docker-entrypoint.sh CMD…
      const isFirst = (entrypoint?.length ?? 0) > 0 && rest.length === words.length && !isPassedOn;
      if (isFirst && cmd !== undefined && cmd.length > 0 && isScript(resolveImagePath(directory ?? '/', first))) {
        rest = [...cmd];
        isPassedOn = true;
        continue;
      }
    }
    return {files, modules};
  }
  return {files, modules};
}

/** The file that an interpreter is told to run. */
function scriptOf(language: string, words: readonly string[]): string | undefined {
  if (language === 'deno' || language === 'bun') return words.find((word) => JAVASCRIPT.test(word));
  const {valued, code} = OPTIONS[language] ?? {...SHELL_OPTIONS, code: undefined};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (code?.test(word)) return undefined;
    if (valued.test(word)) i++;
    else if (!word.startsWith('-')) return NAMES_NO_FILE.test(language) && !JAVASCRIPT.test(word) ? undefined : word;
  }
  return undefined;
}

/** Commands of a shell line. The last one is what the container stays in ("migrate && exec uvicorn …"). */
function commandsOf(line: string): string[] {
  const commands = line.split(/&&|\|\||;|\||\n/).map((command) => command.trim());
  return commands.filter((command) => command !== '');
}

/** Where commands leave the shell; undefined where their words do not tell. */
function directoryAfter(commands: readonly string[], start: string | undefined): string | undefined {
  let directory = start;
  for (const command of commands) {
    const [verb, path, ...more] = wordsOf(command);
    if (verb !== 'cd' && verb !== 'pushd') continue;
    const isPlain = path !== undefined && more.length === 0 && !/[$*`~]|^-/.test(path);
    if (!isPlain || (directory === undefined && !path.startsWith('/'))) directory = undefined;
    else directory = `/${resolveImagePath(directory ?? '/', path)}`;
  }
  return directory;
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((found) => found[1] ?? found[2] ?? found[3] ?? '');
}

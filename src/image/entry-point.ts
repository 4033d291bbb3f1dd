import {resolveImagePath} from './image-path.js';

/** What a container's command names inside the image, as far as its words tell. */
export interface EntryPoint {
  /** Paths of files that must be there; `executable` those that the kernel itself starts. */
  readonly files: readonly {readonly path: string; readonly executable: boolean}[];
  /** Python modules that are loaded: "app.main_simple". */
  readonly modules: readonly string[];
}

const INTERPRETERS = /^(?:python(?:\d(?:\.\d+)?)?|node|bash|sh|dash|ash|ruby|perl|php|deno|bun)$/;
const PYTHON = /^python/;
const SERVERS = /^(?:uvicorn|gunicorn|hypercorn|daphne|granian|fastapi|uwsgi)$/;
const RUNNERS = /^(?:exec|tini|dumb-init|env|nice|nohup|setsid|poetry|pipenv|uv|run|--)$/;

/** Reads ENTRYPOINT and CMD. A shell line is read up to its first operator; variables are not guessed. */
export function entryPointOf(
  entrypoint: readonly string[] | undefined,
  cmd: readonly string[] | undefined,
  workingDir: string | undefined,
): EntryPoint {
  const words = [...(entrypoint ?? []), ...(cmd ?? [])];
  const files: {path: string; executable: boolean}[] = [];
  const modules: string[] = [];
  const directory = workingDir ?? '/';
  const note = (path: string, executable: boolean): void => {
    if (!/[$*`]/.test(path)) files.push({path: resolveImagePath(directory, path), executable});
  };
  let rest = words;
  for (let guard = 0; guard < 10 && rest.length > 0; guard++) {
    const [first = '', ...more] = rest;
    const name = first.slice(first.lastIndexOf('/') + 1);
    const isShell = /^(?:bash|sh|dash|ash)$/.test(name);
    const line = isShell && /^-\w*c\w*$/.test(more[0] ?? '') ? more[1] : undefined;
    if (line !== undefined) {
      rest = lastCommand(line);
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
      const at = more.indexOf('-m');
      const script = more.find((word) => !word.startsWith('-'));
      if (PYTHON.test(name) && at >= 0 && (script === undefined || at < more.indexOf(script))) {
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
      note(first, true);
      // An entry script usually runs the rest: docker-entrypoint.sh CMD…
      if (entrypoint !== undefined && words.length === rest.length && cmd !== undefined && cmd.length > 0) {
        rest = [...cmd];
        if (entrypoint.length === 0) return {files, modules};
        entrypoint = [];
        continue;
      }
    }
    return {files, modules};
  }
  return {files, modules};
}

/** Words of a shell line's last command: what the container stays in ("migrate && exec uvicorn …"). */
function lastCommand(line: string): string[] {
  const commands = line.split(/&&|\|\||;|\||\n/).map((command) => command.trim());
  const last = commands.filter((command) => command !== '').at(-1) ?? '';
  return [...last.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((found) => found[1] ?? found[2] ?? found[3] ?? '');
}

import {plural} from '../plural.js';
import type {ConfigChange} from './comparison.js';
import type {ConfigFile} from './manifest.js';
import {hideSecretWords} from './secret-arguments.js';

export interface ConfigDiffOptions {
  /** Salted: equal values of one run print equal. */
  readonly fingerprint: (value: string) => string;
  readonly mask: (line: string) => string;
}

/** What a container would notice of two configs. Variables are compared, and shown, by length and fingerprint. */
export function compareConfig(a: ConfigFile, b: ConfigFile, options: ConfigDiffOptions): ConfigChange[] {
  const {mask} = options;
  const lists: [string, readonly string[] | undefined, readonly string[] | undefined][] = [
    ['Entrypoint', a.entrypoint, b.entrypoint],
    ['Cmd', a.cmd, b.cmd],
    ['Shell', a.shell, b.shell],
  ];
  const words = (list: readonly string[] | undefined): string | undefined => list && JSON.stringify(list);
  // Word by word: a mask must not take a quotation mark along.
  const maskWords = (list: string): string => JSON.stringify(hideSecretWords(JSON.parse(list) as string[]).map(mask));
  // A label is masked as the assignment that it is: its name may say that it holds a secret.
  const maskLabel = (value: string, name: string): string => {
    const masked = mask(`${name}=${value}`);
    return masked.startsWith(`${name}=`) ? masked.slice(name.length + 1) : masked;
  };
  const single: [string, string | undefined, string | undefined][] = [
    ['Os', a.os, b.os],
    ['Architecture', a.architecture, b.architecture],
    ['Variant', a.variant, b.variant],
    ['WorkingDir', a.workingDir, b.workingDir],
    ['User', a.user, b.user],
    ['StopSignal', a.stopSignal, b.stopSignal],
    ['Healthcheck', a.healthcheck, b.healthcheck],
  ];
  const notKnown = new Set<string>([...(a.notKnown ?? []), ...(b.notKnown ?? [])]);
  return [
    ...lists.flatMap(([field, before, after]) => change(field, undefined, words(before), words(after), maskWords)),
    ...single.flatMap(([field, before, after]) => change(field, undefined, before, after, mask)),
    ...sets('ExposedPorts', a.exposedPorts, b.exposedPorts, mask),
    ...sets('Volumes', a.volumes, b.volumes, mask),
    ...sets('OnBuild', a.onBuild, b.onBuild, mask),
    ...maps('Env', inWords(a, options.fingerprint), inWords(b, options.fingerprint), (words) => words),
    ...maps('Labels', new Map(Object.entries(a.labels)), new Map(Object.entries(b.labels)), maskLabel),
  ].filter(({field}) => !notKnown.has(field));
}

export function variableNames(config: ConfigFile): readonly string[] {
  return config.described?.map(({name}) => name) ?? [...variables(config.env).keys()];
}

/** Length and fingerprint of each variable: one form for values at hand and for those that were not kept. */
function inWords({env, described}: ConfigFile, fingerprint: (value: string) => string): Map<string, string> {
  const all =
    described ??
    [...variables(env)].map(([name, value]) => ({
      name,
      length: [...value].length,
      fingerprint: fingerprint(value),
    }));
  return new Map(
    all.map((variable) => [variable.name, `${plural(variable.length, 'character')}, print ${variable.fingerprint}`]),
  );
}

function variables(env: readonly string[]): Map<string, string> {
  return new Map(
    env.map((entry) => {
      const equals = entry.indexOf('=');
      return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}

/** Compared as it is, shown masked: a difference that the mask hides is still a fact. */
function change(
  field: string,
  name: string | undefined,
  before: string | undefined,
  after: string | undefined,
  show: (value: string) => string,
): ConfigChange[] {
  if (before === after) return [];
  const a = before === undefined ? null : show(before);
  const b = after === undefined ? null : show(after);
  return [
    {
      field,
      ...(name !== undefined && {name}),
      change: a === null ? 'added' : b === null ? 'removed' : 'changed',
      a,
      b: a !== null && a === b ? `${b} (differs in what is masked)` : b,
    },
  ];
}

function sets(
  field: string,
  a: readonly string[],
  b: readonly string[],
  show: (value: string) => string,
): ConfigChange[] {
  const all = [...new Set([...a, ...b])].sort();
  return all.flatMap((item) =>
    change(field, show(item), a.includes(item) ? item : undefined, b.includes(item) ? item : undefined, show),
  );
}

function maps(
  field: string,
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
  show: (value: string, name: string) => string,
): ConfigChange[] {
  const names = [...new Set([...a.keys(), ...b.keys()])].sort();
  return names.flatMap((name) => change(field, name, a.get(name), b.get(name), (value) => show(value, name)));
}

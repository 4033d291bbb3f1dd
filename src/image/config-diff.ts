import {plural} from '../plural.js';
import type {ConfigChange} from './comparison.js';
import type {ConfigFile} from './manifest.js';

export interface ConfigDiffOptions {
  /** Salted: equal values of one run print equal. */
  readonly fingerprint: (value: string) => string;
  readonly mask: (line: string) => string;
}

/** What a container would notice of two configs. Variables are compared, and shown, by length and fingerprint. */
export function compareConfig(a: ConfigFile, b: ConfigFile, options: ConfigDiffOptions): ConfigChange[] {
  const {mask} = options;
  const command = (words: readonly string[] | undefined): string | undefined =>
    words === undefined ? undefined : mask(JSON.stringify(words));
  const single: [string, string | undefined, string | undefined][] = [
    ['Os', a.os, b.os],
    ['Architecture', a.architecture, b.architecture],
    ['Variant', a.variant, b.variant],
    ['Entrypoint', command(a.entrypoint), command(b.entrypoint)],
    ['Cmd', command(a.cmd), command(b.cmd)],
    ['WorkingDir', a.workingDir, b.workingDir],
    ['User', a.user, b.user],
    ['StopSignal', a.stopSignal, b.stopSignal],
    ['Healthcheck', a.healthcheck && mask(a.healthcheck), b.healthcheck && mask(b.healthcheck)],
    ['Shell', command(a.shell), command(b.shell)],
  ];
  const notKnown = new Set<string>([...(a.notKnown ?? []), ...(b.notKnown ?? [])]);
  return [
    ...single.flatMap(([field, before, after]) => change(field, undefined, before, after)),
    ...sets('ExposedPorts', a.exposedPorts, b.exposedPorts),
    ...sets('Volumes', a.volumes, b.volumes),
    ...sets('OnBuild', a.onBuild.map(mask), b.onBuild.map(mask)),
    ...maps('Env', inWords(a, options.fingerprint), inWords(b, options.fingerprint), (words) => words),
    ...maps('Labels', new Map(Object.entries(a.labels)), new Map(Object.entries(b.labels)), mask),
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

function change(
  field: string,
  name: string | undefined,
  before: string | undefined,
  after: string | undefined,
): ConfigChange[] {
  if (before === after) return [];
  return [
    {
      field,
      ...(name !== undefined && {name}),
      change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
      a: before ?? null,
      b: after ?? null,
    },
  ];
}

function sets(field: string, a: readonly string[], b: readonly string[]): ConfigChange[] {
  const all = [...new Set([...a, ...b])].sort();
  return all.flatMap((item) =>
    change(field, item, a.includes(item) ? item : undefined, b.includes(item) ? item : undefined),
  );
}

function maps(
  field: string,
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
  show: (value: string) => string,
): ConfigChange[] {
  const names = [...new Set([...a.keys(), ...b.keys()])].sort();
  return names.flatMap((name) => {
    const before = a.get(name);
    const after = b.get(name);
    if (before === after) return [];
    return change(
      field,
      name,
      before === undefined ? undefined : show(before),
      after === undefined ? undefined : show(after),
      // Two values may show alike (a masked label); that they differ is still a fact.
    ).concat(
      before !== undefined && after !== undefined && show(before) === show(after)
        ? [{field, name, change: 'changed', a: show(before), b: show(after)}]
        : [],
    );
  });
}

import {updateSince} from '../evidence/examination.js';
import type {Baseline, Image, Variable} from '../evidence/model.js';
import type {ImageSummary, Report} from '../report/model.js';
import {known} from './phases.js';
import {iso} from './pointers.js';
import type {FactSet, Pointer} from './rule.js';

/** What differs between the good version and the failed one, as far as AWS shows it. */
export function changesOf(facts: FactSet): Report['changes'] {
  const before = known(facts['image-running']);
  const after = known(facts['image-attempted']);
  return [...imageChanges(before, after), ...baselineChanges(facts)];
}

function imageChanges(before: Image | undefined, after: Image | undefined): Report['changes'] {
  if (before === undefined || after === undefined) return [];
  if (before.digest !== undefined && before.digest === after.digest) {
    if (before.reference === after.reference) return [];
    return [
      change('image tag (the digest is the same)', before.reference, after.reference, 'image-attempted', 'reference'),
    ];
  }
  const names = (image: Image) => (image.config?.variables ?? []).map((variable) => variable.name);
  const added = names(after).filter((name) => !names(before).includes(name));
  const removed = names(before).filter((name) => !names(after).includes(name));
  const pairs: readonly (readonly [string, string | null, string | null, string])[] = [
    ['image', before.reference, after.reference, 'reference'],
    ['size in the registry', bytes(before.registryBytes), bytes(after.registryBytes), 'registryBytes'],
    ['platform', platformOf(before), platformOf(after), 'config.architecture'],
    ['command', commandOf(before), commandOf(after), 'config.cmd'],
    ['working directory', before.config?.workingDir ?? null, after.config?.workingDir ?? null, 'config.workingDir'],
    ['user', before.config?.user ?? null, after.config?.user ?? null, 'config.user'],
    [
      'exposed ports',
      before.config?.exposedPorts?.join(' ') ?? null,
      after.config?.exposedPorts?.join(' ') ?? null,
      'config.exposedPorts',
    ],
    ['ENV added in the image', null, added.length > 0 ? added.join(', ') : null, 'config.variables'],
    ['ENV removed from the image', removed.length > 0 ? removed.join(', ') : null, null, 'config.variables'],
    ['layers', layers(before), layers(after), 'manifest.layers'],
  ];
  const differing = pairs
    .filter(([, a, b]) => a !== b)
    .map(([what, a, b, path]) => change(what, a, b, 'image-attempted', path));
  return [...differing, ...buildSteps(before, after)];
}

/** Build steps that only one of the two images has. */
function buildSteps(before: Image, after: Image): Report['changes'] {
  const steps = (image: Image) =>
    (image.config?.history ?? []).flatMap((step) => (step.createdBy === undefined ? [] : [step.createdBy.trim()]));
  const old = steps(before);
  const now = steps(after);
  return [
    ...now
      .filter((step) => !old.includes(step))
      .slice(0, 8)
      .map((step) => change('build step added', null, step, 'image-attempted', 'config.history')),
    ...old
      .filter((step) => !now.includes(step))
      .slice(0, 8)
      .map((step) => change('build step removed', step, null, 'image-running', 'config.history')),
  ];
}

/** By print where both were made under one salt, else by length alone: an unlike print proves nothing then. */
function hasOtherValue(before: Baseline['variables'][number], now: Variable | undefined): boolean {
  if (now === undefined) return false;
  return before.fingerprint === undefined ? before.length !== now.length : before.fingerprint !== now.fingerprint;
}

function baselineChanges(facts: FactSet): Report['changes'] {
  const baseline = known(facts.baseline);
  const service = known(facts.service);
  if (baseline === undefined || service === undefined) return [];
  const examination = known(facts.examination);
  // What a later update changed is no difference of the failed version.
  if (examination !== undefined && updateSince(examination) !== undefined) return [];
  const now = new Map(service.configuration.variables.map((variable) => [variable.name, variable]));
  const secrets = service.configuration.secrets.map((secret) => secret.name);
  const before = [...baseline.variables.map((variable) => variable.name), ...baseline.secrets];
  const after = [...now.keys(), ...secrets];
  const added = after.filter((name) => !before.includes(name));
  const removed = before.filter((name) => !after.includes(name));
  const changed = baseline.variables
    .filter((variable) => hasOtherValue(variable, now.get(variable.name)))
    .map((variable) => variable.name);
  const list = (names: readonly string[]) => (names.length === 0 ? null : names.join(', '));
  return [
    ...(added.length > 0
      ? [change('variables added since the baseline', null, list(added), 'baseline', 'variables')]
      : []),
    ...(removed.length > 0
      ? [change('variables gone since the baseline', list(removed), null, 'baseline', 'variables')]
      : []),
    ...(changed.length > 0
      ? [
          change(
            'variables with another value than in the baseline',
            list(changed),
            list(changed),
            'baseline',
            'variables',
          ),
        ]
      : []),
    ...differs('port', baseline.port, service.configuration.port),
    ...differs('start command', baseline.startCommand, service.configuration.startCommand),
    ...differs('egress', baseline.egressType, service.egress?.type),
  ];
}

function differs(what: string, before: string | undefined, after: string | undefined): Report['changes'] {
  return before === after
    ? []
    : [change(`${what} since the baseline`, before ?? null, after ?? null, 'baseline', what)];
}

function change(
  what: string,
  before: string | null,
  after: string | null,
  evidence: Pointer['evidence'],
  path: string,
): Report['changes'][number] {
  return {what, before, after, at: [{evidence, path}]};
}

export function summaryOf(image: Image | undefined): ImageSummary | null {
  if (image === undefined) return null;
  return {
    reference: image.reference,
    digest: image.digest ?? null,
    pushedAt: image.pushedAt === undefined ? null : iso(image.pushedAt),
    packedBytes: image.registryBytes ?? null,
    platform: platformOf(image),
    command: commandOf(image),
    created: image.config?.created ?? null,
  };
}

function platformOf(image: Image): string | null {
  const {os, architecture, variant} = image.config ?? {};
  if (architecture === undefined) return null;
  return [os ?? 'linux', architecture, variant].filter(Boolean).join('/');
}

function commandOf(image: Image): string | null {
  const parts = [...(image.config?.entrypoint ?? []), ...(image.config?.cmd ?? [])];
  return parts.length === 0 ? null : parts.join(' ');
}

function layers(image: Image): string | null {
  const count = image.manifest?.layers.length;
  return count === undefined ? null : String(count);
}

function bytes(value: number | undefined): string | null {
  return value === undefined ? null : `${(value / 1_000_000).toFixed(1)} MB`;
}

import {usageError} from '../errors.js';
import type {LoadedConfig} from './file-model.js';

/** A value and where it came from, for `--debug`. */
export interface Setting<T> {
  readonly value: T;
  /** "--region", "AWS_REGION", the path of a file, "the service's ARN". */
  readonly origin: string;
}

export interface Settings {
  readonly service?: Setting<string>;
  readonly region?: Setting<string>;
  readonly profile?: Setting<string>;
  readonly repository?: Setting<string>;
  readonly contract?: Setting<string>;
  readonly rules?: Setting<{readonly [rule: string]: 'off' | 'info' | 'warning' | 'error'}>;
}

/** The profile that a command to copy has to name: the reader's environment does not. */
export function profileToName({profile}: Settings): string | undefined {
  return profile?.origin === 'AWS_PROFILE' ? undefined : profile?.value;
}

export interface SettingSources {
  readonly argument?: string | undefined;
  readonly flags: {
    readonly service?: string | undefined;
    readonly region?: string | undefined;
    readonly profile?: string | undefined;
    readonly repository?: string | undefined;
    readonly contract?: string | undefined;
  };
  readonly env: {readonly [name: string]: string | undefined};
  readonly file?: LoadedConfig | undefined;
}

/**
 * Flags over environment over file over default; an ARN's region over the environment's and the file's.
 *
 * @throws DiagError (exit 2) when two things said on the command line contradict each other
 */
export function resolveSettings({argument, flags, env, file}: SettingSources): Settings {
  if (argument !== undefined && flags.service !== undefined && argument !== flags.service) {
    throw usageError(`Two services are named: "${argument}" and --service "${flags.service}".`, ['Name one of them.']);
  }
  const first = <T>(...candidates: readonly (Setting<T> | undefined)[]) => candidates.find((c) => c !== undefined);
  const flag = (name: keyof SettingSources['flags']) => setting(flags[name], `--${name}`);
  const variable = (name: string) => setting(env[name], name);
  const fromFile = <K extends keyof LoadedConfig['config']>(key: K) =>
    file?.config[key] === undefined ? undefined : {value: file.config[key], origin: file.path};

  const service = first(
    setting(argument, 'the argument'),
    flag('service'),
    variable('NERAVA_DIAG_SERVICE'),
    fromFile('service'),
  );
  const arnRegion = setting(regionOfArn(service?.value), "the service's ARN");
  const asked = flag('region');
  if (asked !== undefined && arnRegion !== undefined && asked.value !== arnRegion.value) {
    throw usageError(`--region ${asked.value} contradicts the service's ARN, which lies in ${arnRegion.value}.`, [
      'Leave --region out: the ARN says where the service is.',
    ]);
  }
  return defined({
    service,
    region: first(asked, arnRegion, variable('AWS_REGION'), variable('AWS_DEFAULT_REGION'), fromFile('region')),
    profile: first(flag('profile'), variable('AWS_PROFILE'), fromFile('profile')),
    repository: first(flag('repository'), fromFile('repository')),
    contract: first(flag('contract'), fromFile('contract')),
    rules: fromFile('rules'),
  });
}

/** One line for each setting: what it is and why. */
export function explainSettings(settings: Settings): string[] {
  return Object.entries(settings).map(([name, {value, origin}]: [string, Setting<unknown>]) => {
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    return `${name} = ${shown} (from ${origin})`;
  });
}

/** An empty variable or flag says nothing, as with the AWS CLI. */
function setting(value: string | undefined, origin: string): Setting<string> | undefined {
  return value === undefined || value === '' ? undefined : {value, origin};
}

function regionOfArn(service: string | undefined): string | undefined {
  return service === undefined ? undefined : /^arn:aws[\w-]*:apprunner:([a-z0-9-]+):/.exec(service)?.[1];
}

function defined<T extends object>(value: T): {[K in keyof T]: NonNullable<T[K]>} {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]: NonNullable<T[K]>;
  };
}

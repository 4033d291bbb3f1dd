import {sanitizeLine} from '../terminal/sanitize.js';
import type {Environment, EnvironmentVariable} from './environment.js';

/**
 * An env file of a service's variables: placeholders for values, unless the values are given.
 *
 * @param values plain values by name, where the user asked for them
 */
export function envFileText(environment: Environment, values: ReadonlyMap<string, string>): string {
  const {service, region, explanation, variables} = environment;
  const lines = [
    `# ${sanitizeLine(service)} (${region}): ${sanitizeLine(explanation)}`,
    ...variables.filter(({source}) => source !== 'image').map((variable) => line(variable, values.get(variable.name))),
  ];
  return `${lines.join('\n')}\n`;
}

function line({name, source, length, shown, reference}: EnvironmentVariable, value: string | undefined): string {
  if (value !== undefined) return `${name}=${quoted(value)}`;
  if (shown !== undefined) return `${name}=${quoted(shown)}`;
  if (reference !== undefined || length === null)
    return `# from ${source}: ${sanitizeLine(reference ?? 'unknown')}\n${name}=<secret>`;
  return length === 0 ? `${name}=` : `${name}=<${length} characters>`;
}

/** As it stands where every reader of env files agrees on it, else in double quotes. */
function quoted(value: string): string {
  if (/^[\w./:@+=,%?&*!~^-]*$/.test(value)) return value;
  const escaped = value
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `"${escaped}"`;
}

/** An env file for `docker run --env-file`, and what of it is still to be filled in. */
export interface ContainerEnvFile {
  readonly text: string;
  readonly unset: readonly string[];
  readonly notes: readonly string[];
}

/**
 * The environment of a container as docker, podman and finch read it: a value is everything after the `=`, quotes
 * included, and ends with its line. The image's own ENV is in the image.
 *
 * @param port what App Runner sets as PORT
 * @param values plain values by name, where the user asked for them
 */
export function containerEnvFile(
  environment: Environment,
  port: string,
  values: ReadonlyMap<string, string>,
): ContainerEnvFile {
  const own = environment.variables.filter(({source}) => source !== 'image');
  const unset: string[] = [];
  const broken: string[] = [];
  const lines = own.flatMap((variable): string[] => {
    const {name, length, shown, reference, source} = variable;
    const value = values.get(name) ?? shown;
    if (value !== undefined && !/[\r\n]/.test(value)) return [`${name}=${value}`];
    if (value !== undefined) broken.push(name);
    else if (length === 0) return [`${name}=`];
    unset.push(name);
    if (reference !== undefined || length === null)
      return [`# from ${source}: ${sanitizeLine(reference ?? 'unknown')}`, `${name}=<secret>`];
    return [`${name}=<${length} characters>`];
  });
  const injected = own.some(({name}) => name === 'PORT') ? [] : ['# App Runner sets this one itself', `PORT=${port}`];
  return {
    text: `${[`# ${sanitizeLine(environment.service)}: values are taken as they stand, without quotes`, ...lines, ...injected].join('\n')}\n`,
    unset,
    notes:
      broken.length === 0
        ? []
        : [`An env file cannot hold the line breaks of ${broken.join(', ')}: give these with --env NAME instead.`],
  };
}

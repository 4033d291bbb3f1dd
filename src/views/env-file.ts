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
  if (length === null) return `# from ${source}: ${sanitizeLine(reference ?? 'unknown')}\n${name}=<secret>`;
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

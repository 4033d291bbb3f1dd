/** A workflow command of GitHub Actions. */
export function command(name: string, properties: {readonly [key: string]: string}, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name}${list.length === 0 ? '' : ` ${list.join(',')}`}::${escapeData(message)}`;
}

/** As the runner's toolkit escapes them. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('##[', '# #[');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** The runner reads `::name::` at the beginning of a line, after spaces too, and the older `##[name]` anywhere. */
export function disarm(line: string): string {
  return line.replace(/^(\s*)::/, '$1: :').replaceAll('##[', '# #[');
}

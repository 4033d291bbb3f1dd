/** What decides whether SGR codes are written. */
export interface ColourContext {
  /** --no-color */
  readonly off?: boolean;
  readonly isTty: boolean;
  readonly env: {readonly [name: string]: string | undefined};
}

/**
 * Whether to write colour: `--no-color` before `FORCE_COLOR` before `NO_COLOR` before `TERM=dumb` before "is a
 * terminal". FORCE_COLOR follows Node (`0` and `false` mean off), NO_COLOR https://no-color.org (any non-empty value).
 */
export function wantsColour({off, isTty, env}: ColourContext): boolean {
  if (off === true) return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  if (env['TERM'] === 'dumb') return false;
  return isTty;
}

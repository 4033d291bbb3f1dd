const ESC = '\u001B';

/** An OSC 8 hyperlink; switched off it is the label alone. Label and address must be sanitised. */
export function hyperlink(label: string, url: string, enabled: boolean): string {
  return enabled ? `${ESC}]8;;${url}${ESC}\\${label}${ESC}]8;;${ESC}\\` : label;
}

/**
 * Terminals that are known to draw OSC 8 links. Others would show them as plain text at best, so unknown means no.
 * `FORCE_HYPERLINK` decides where it is set.
 */
export function supportsHyperlinks(isTty: boolean, env: {readonly [name: string]: string | undefined}): boolean {
  const force = env['FORCE_HYPERLINK'];
  if (force !== undefined) return force !== '0' && force !== '';
  if (!isTty || env['TERM'] === 'dumb' || env['CI'] !== undefined) return false;
  if (env['WT_SESSION'] !== undefined || env['KITTY_WINDOW_ID'] !== undefined || env['DOMTERM'] !== undefined)
    return true;
  if (['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'Tabby'].includes(env['TERM_PROGRAM'] ?? '')) return true;
  return Number(env['VTE_VERSION'] ?? '0') >= 5000 || /^xterm-(kitty|ghostty)$|^alacritty/.test(env['TERM'] ?? '');
}

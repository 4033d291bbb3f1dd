import {describe, expect, it} from 'vitest';
import {closest} from '../../src/closest.js';
import {wantsColour} from '../../src/terminal/colour.js';
import {hyperlink, supportsHyperlinks} from '../../src/terminal/hyperlink.js';
import {createProgress} from '../../src/terminal/progress.js';

describe('colour', () => {
  it.each([
    [{isTty: true, env: {}}, true],
    [{isTty: false, env: {}}, false],
    [{isTty: true, env: {NO_COLOR: '1'}}, false],
    [{isTty: true, env: {NO_COLOR: ''}}, true],
    [{isTty: true, env: {TERM: 'dumb'}}, false],
    [{isTty: false, env: {FORCE_COLOR: '1'}}, true],
    [{isTty: false, env: {FORCE_COLOR: ''}}, true],
    [{isTty: true, env: {FORCE_COLOR: '0'}}, false],
    [{isTty: false, env: {FORCE_COLOR: '1', NO_COLOR: '1'}}, true],
    [{off: true, isTty: true, env: {FORCE_COLOR: '1'}}, false],
  ])('%j: %s', (context, expected) => {
    expect(wantsColour(context)).toBe(expected);
  });
});

describe('a hyperlink', () => {
  it('is its label where links are off', () => {
    expect(hyperlink('label', 'https://example.com', false)).toBe('label');
    expect(hyperlink('label', 'https://example.com', true)).toContain('https://example.com');
  });

  it('is drawn only where the terminal is known to', () => {
    expect(supportsHyperlinks(true, {TERM: 'xterm-256color'})).toBe(false);
    expect(supportsHyperlinks(true, {TERM: 'xterm-256color', VTE_VERSION: '7200'})).toBe(true);
    expect(supportsHyperlinks(false, {VTE_VERSION: '7200'})).toBe(false);
    expect(supportsHyperlinks(true, {TERM_PROGRAM: 'iTerm.app', CI: 'true'})).toBe(false);
    expect(supportsHyperlinks(false, {FORCE_HYPERLINK: '1'})).toBe(true);
  });
});

describe('progress', () => {
  const draw = (isTTY: boolean) => {
    const written: string[] = [];
    const progress = createProgress({isTTY, columns: 20, write: (text: string) => written.push(text)}, true);
    progress.update('reading\u001B[2J a very long line of progress');
    progress.stop();
    progress.stop();
    return written;
  };

  it('says nothing where nobody watches', () => {
    expect(draw(false)).toEqual([]);
  });

  it('draws one line, inert and no wider than the terminal, and removes it', () => {
    const written = draw(true);
    expect(written).toHaveLength(2);
    const shown = written[0]!.replace('\r\u001B[K', '');
    expect(shown).not.toContain('\u001B');
    expect([...shown].length).toBeLessThan(20);
    expect(written[1]).toBe('\r\u001B[K');
  });
});

describe('the nearest word', () => {
  it('finds a slip of the finger and nothing far away', () => {
    const known = ['diagnose', 'deployments', 'validate', 'env'];
    expect(closest('diagnsoe', known)).toBe('diagnose');
    expect(closest('val', known)).toBe('validate');
    expect(closest('frobnicate', known)).toBeUndefined();
    expect(closest('', known)).toBeUndefined();
    expect(closest('-v', known)).toBeUndefined();
  });
});

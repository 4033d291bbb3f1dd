import type {AppRecord} from './model.js';

export type Level = NonNullable<AppRecord['level']>;

const WORDS: {readonly [word: string]: Level} = {
  trace: 'debug',
  trce: 'debug',
  verbose: 'debug',
  debug: 'debug',
  dbug: 'debug',
  info: 'info',
  information: 'info',
  log: 'info',
  notice: 'info',
  warn: 'warning',
  warning: 'warning',
  error: 'error',
  err: 'error',
  fail: 'error',
  severe: 'error',
  critical: 'fatal',
  crit: 'fatal',
  fatal: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  panic: 'fatal',
};

const ORDER: readonly Level[] = ['debug', 'info', 'warning', 'error', 'fatal'];

/** Levels stand near the beginning of a line. */
const SEARCHED = 200;

/** Upper case stands for itself; lower case needs a bracket, a key or the line's beginning around it. */
const UPPER =
  /(?:^|[\s[|:<("-])(TRACE|VERBOSE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|SEVERE|CRITICAL|CRIT|FATAL|ALERT|EMERG|PANIC)(?=$|[\s\]|:>)"-])/;
const BRACKETED = /[[<(](trace|debug|info|notice|warn|warning|error|crit|critical|fatal|alert|emerg)[\]>)]/i;
const KEYED = /\b(?:level|lvl|severity)[=:] ?"?([a-z]+)/i;
const LEADING = /^(trce|dbug|trace|debug|info|notice|warn|warning|error|fail|critical|crit|fatal|panic): /i;
/** Exceptions and the words of servers that give up. */
const PLAIN = /^(?:Uncaught )?(?:[\w$.]{1,200}(?:Error|Exception)\b|Error:|fatal error:)/;

/** The level that a line states, in whichever style. */
export function levelOf(line: string): Level | undefined {
  const head = line.slice(0, SEARCHED);
  const word = (KEYED.exec(head) ?? LEADING.exec(head) ?? BRACKETED.exec(head) ?? UPPER.exec(head))?.[1];
  const level = word === undefined ? undefined : levelWord(word);
  if (level !== undefined) return level;
  return PLAIN.test(head) ? 'error' : undefined;
}

/** A level by its name, or by pino's and bunyan's number (10 to 60). */
export function levelWord(word: string | number): Level | undefined {
  if (typeof word === 'number') {
    if (!Number.isFinite(word) || word < 10) return undefined;
    if (word < 30) return 'debug';
    if (word < 40) return 'info';
    if (word < 50) return 'warning';
    return word < 60 ? 'error' : 'fatal';
  }
  const key = word.toLowerCase();
  return Object.hasOwn(WORDS, key) ? WORDS[key] : undefined;
}

/** The graver of two. */
export function graver(a: Level | undefined, b: Level | undefined): Level | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

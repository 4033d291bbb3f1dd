import {looksLikeLogLine} from './line.js';
import type {Traceback} from './model.js';

/**
 * Where inside a traceback a stream stands, and which line may come next. The grammars are small and never look back:
 * each line is judged once, whatever events carry it.
 */
export interface OpenTraceback {
  readonly language: Traceback['language'];
  readonly phase: Phase;
  /** How many lines of free text (a message of several lines) are still taken. */
  readonly patience: number;
}

type Phase =
  | 'header'
  | 'source'
  | 'caret'
  | 'message'
  | 'frames'
  | 'properties'
  | 'after'
  | 'validation'
  | 'location'
  | 'chain'
  | 'group'
  | 'box'
  | 'log'
  | 'tail';

/** The line belongs to it · it is another's line in the midst of it · it is over before this line. */
export type Step = OpenTraceback | 'aside' | 'end';

const PYTHON_START = /Traceback \(most recent call last\):?\s*$/;
const PYTHON_FILE = /^\s*File ".*", line \d+/;
const PYTHON_CHAIN =
  /^(?:During handling of the above exception, another exception occurred:|The above exception was the direct cause of the following exception:)/;
const PYTHON_NAMED = /^(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*:(?:\s|$)/;
const PYTHON_BARE =
  /^(?:(?:[A-Za-z_]\w*\.)+[A-Z]\w*|[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Warning|Iteration|Group))$/;
const PYTHON_DETAIL =
  /^(?:LINE \d+:|DETAIL:|HINT:|CONTEXT:|QUERY:|\(Background on this error|\[SQL: |\[parameters: |\[cached since|Is the server running|connection to server (?:at|on) |For further information)/;
const PYDANTIC = /: \d+ validation errors? for /;
const LEVEL_WORD = /^(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)\b/;

const NODE_HEADER = /^(?:node:[\w/.-]+|(?:file:\/\/)?\/?[^\s:]{1,500}\.[cm]?[jt]sx?):\d+$/;
const FRAME_AT = /^\s+at \S/;
const JAVA_FRAME =
  /^\s+at [\w$./@<>-]+\((?:[\w$-]+\.(?:java|kt|scala|groovy|clj)(?::\d+)?|Native Method|Unknown Source|<generated>)\)/;
const JAVA_LINE = /^(?:\s+at \S|\s+\.\.\. \d+ |\s*(?:Suppressed|Caused by|Wrapped by): )/;
const DOTNET_FRAME = /^\s+at [^()]+\([^()]*(?:\([^()]*\)[^()]*)*\)(?: in .+:line \d+)?\s*$/;
const DOTNET_LINE = /^(?:\s+at \S|\s*---> |\s*--- End of )/;
const DOTNET_LOG = /^(?:trce|dbug|info|warn|fail|crit): \S{1,300}\[\d+\]\s*$/;
const GO_LINE =
  /^(?:goroutine \d+ |\[signal |\[originating from |\t|created by |exit status \d+$|panic: |runtime(?: stack)?:|\.\.\.|[\w./*·$@~%{}[\]-]+(?:\([^\s()]*\)[\w.*·]+)*\(.*\)$)/;
const RUBY_START = /^\S+:\d+:in [`'][^`']*': .* \([A-Z][\w:]*\)$/;
const RUBY_FRAME = /^\s*(?:(?:\d+: )?from )?\S+:\d+:in [`']/;

const MESSAGE_LINES = 30;

/** The traceback that a line begins all by itself. */
export function begin(line: string): OpenTraceback | undefined {
  if (PYTHON_START.test(line)) {
    if (/^[╭┌]/.test(line)) return at('python', 'box');
    return at('python', /^\s*[+|]|Exception Group/.test(line) ? 'group' : 'frames');
  }
  if (/^[╭┌].*Traceback \(most recent call last\)/.test(line)) return at('python', 'box');
  if (PYTHON_FILE.test(line)) return at('python', 'frames');
  if (NODE_HEADER.test(line)) return at('node', 'header');
  if (/^(?:Uncaught )?[A-Z]\w*Error:\s*$/.test(line)) return at('node', 'message', MESSAGE_LINES);
  if (/^Exception in thread "/.test(line)) return at('java', 'message', 15);
  if (/^Unhandled exception[.:] /i.test(line)) return at('dotnet', 'message', 10);
  if (DOTNET_LOG.test(line)) return at('dotnet', 'log');
  if (/^(?:panic|fatal error): |\bpanic serving /.test(line)) return at('go', 'message', 5);
  if (/^goroutine \d+ \[/.test(line)) return at('go', 'frames');
  if (RUBY_START.test(line)) return at('ruby', 'frames');
  if (/^(?:PHP )?Fatal error: {1,2}Uncaught /.test(line)) return at('other', 'frames');
  if (/^thread '.*' (?:\(\d+\) )?panicked at /.test(line)) return at('other', 'message', 3);
  return undefined;
}

/** The traceback that a line makes of the plain line before it: a first frame says what that line was. */
export function attach(before: string, line: string): OpenTraceback | undefined {
  if (FRAME_AT.test(line)) {
    if (JAVA_FRAME.test(line)) return at('java', 'frames');
    if (/:\d+:\d+\)?(?: \{)?$|\(<anonymous>\)$|\bnode:/.test(line)) return node(line);
    if (DOTNET_FRAME.test(line)) return at('dotnet', 'frames');
    return node(line);
  }
  if (/^Require stack:/.test(line) && before.includes('Cannot find module'))
    return at('node', 'message', MESSAGE_LINES);
  if (/^Caused by: (?:[\w$]+\.)+[\w$]+/.test(line)) return at('java', 'message', 15);
  if (/^\s*---> \S/.test(line)) return at('dotnet', 'frames');
  if (/^\s+from \S+:\d+:in [`']/.test(line)) return at('ruby', 'frames');
  return undefined;
}

/** Judges the next line of a stream whose traceback is open. */
export function advance(open: OpenTraceback, line: string): Step {
  switch (open.language) {
    case 'python':
      return python(open, line);
    case 'node':
      return nodeNext(open, line);
    case 'java':
      return java(open, line);
    case 'dotnet':
      return dotnet(open, line);
    case 'go':
      return go(open, line);
    case 'ruby':
      return isBlank(line) || /^\s/.test(line) || RUBY_FRAME.test(line) ? open : 'end';
    case 'other':
      return other(open, line);
  }
}

/** Whether the traceback still owes its end: the exception's own line. */
export function isUnfinished(open: OpenTraceback): boolean {
  return (
    (open.language === 'python' && (open.phase === 'frames' || open.phase === 'chain' || open.phase === 'box')) ||
    (open.language === 'node' && ['header', 'source', 'caret', 'properties'].includes(open.phase))
  );
}

function python(open: OpenTraceback, line: string): Step {
  switch (open.phase) {
    case 'frames':
    case 'box':
      // Ruby 2.5 to 2.7 prints the same first line.
      if (/^\s+\d+: from \S+:\d+:in /.test(line)) return at('ruby', 'frames');
      if (isBlank(line) || /^\s/.test(line)) return open;
      if (open.phase === 'box' && /^[│┃|╰└]/.test(line)) return open;
      if (begin(line) !== undefined) return 'end';
      if (!isPythonException(line)) return 'aside';
      return at('python', PYDANTIC.test(line) ? 'validation' : 'after', MESSAGE_LINES);
    case 'group':
      if (/^\s*[|+]/.test(line)) return open;
      return python(at('python', 'after', MESSAGE_LINES), line);
    case 'chain':
      if (PYTHON_START.test(line)) return begin(line) ?? at('python', 'frames');
      return isBlank(line) ? open : 'aside';
    case 'location':
      return /^\s+\S/.test(line) ? at('python', 'validation', MESSAGE_LINES) : 'end';
    default:
      if (PYTHON_CHAIN.test(line)) return at('python', 'chain');
      if (isBlank(line)) return open;
      if (begin(line) !== undefined) return 'end';
      if (/^\s/.test(line) || PYTHON_DETAIL.test(line)) return spend(open);
      // A setting's name on a line of its own, as pydantic lists what is wrong; its reason follows, indented.
      return open.phase === 'validation' && /^[\w.[\]-]{1,200}$/.test(line) ? at('python', 'location') : 'end';
  }
}

function isPythonException(line: string): boolean {
  return (PYTHON_NAMED.test(line) && !LEVEL_WORD.test(line)) || PYTHON_BARE.test(line);
}

function node(line: string): OpenTraceback {
  return at('node', line.endsWith('{') ? 'properties' : 'frames');
}

function nodeNext(open: OpenTraceback, line: string): Step {
  switch (open.phase) {
    case 'header':
      return at('node', 'source');
    case 'source':
      return /^\s*\^+\s*$/.test(line) ? at('node', 'caret') : 'end';
    case 'caret':
      if (isBlank(line)) return open;
      return looksLikeLogLine(line)
        ? 'aside'
        : at('node', line.endsWith('{') ? 'properties' : 'message', MESSAGE_LINES);
    case 'message':
      if (FRAME_AT.test(line)) return node(line);
      if (/^Node\.js v\d/.test(line)) return at('node', 'tail');
      if (looksLikeLogLine(line)) return 'end';
      return spend(open);
    case 'frames':
      if (FRAME_AT.test(line)) return node(line);
      if (isBlank(line) || /^Node\.js v\d/.test(line)) return at('node', 'tail');
      return /^\s|^[}\]]|^Emitted 'error' event/.test(line) ? open : 'end';
    case 'properties':
      if (/^[}\]]/.test(line)) return at('node', 'tail');
      return isBlank(line) || /^\s/.test(line) ? open : 'aside';
    default:
      if (isBlank(line) || /^Node\.js v\d/.test(line)) return open;
      return /^Emitted 'error' event/.test(line) ? at('node', 'frames') : 'end';
  }
}

function java(open: OpenTraceback, line: string): Step {
  if (/^\s*(?:Caused|Wrapped) by: /.test(line)) return at('java', 'message', 15);
  if (JAVA_LINE.test(line)) return at('java', 'frames');
  if (isBlank(line)) return open;
  if (open.phase === 'message' && !looksLikeLogLine(line)) return spend(open);
  return 'end';
}

function dotnet(open: OpenTraceback, line: string): Step {
  if (open.phase === 'log') return /^\s{2,}\S/.test(line) ? open : 'end';
  if (DOTNET_LINE.test(line)) return at('dotnet', 'frames');
  if (isBlank(line)) return open;
  if (DOTNET_LOG.test(line)) return 'end';
  if (open.phase === 'message' && !looksLikeLogLine(line)) return spend(open);
  return 'end';
}

function go(open: OpenTraceback, line: string): Step {
  if (isBlank(line)) return open;
  if (GO_LINE.test(line))
    return at('go', /^(?:\t?panic: |\[signal )/.test(line) ? open.phase : 'frames', open.patience);
  if (open.phase === 'message' && !looksLikeLogLine(line)) return spend(open);
  return 'end';
}

function other(open: OpenTraceback, line: string): Step {
  if (isBlank(line)) return open;
  if (/^(?:Stack trace:|#\d+ | {2}thrown in |note: |stack backtrace:|\s+\d+: |\s+at )/.test(line)) {
    return at('other', 'frames');
  }
  if (open.phase === 'message' && !looksLikeLogLine(line)) return spend(open);
  return 'end';
}

function at(language: Traceback['language'], phase: Phase, patience = 0): OpenTraceback {
  return {language, phase, patience};
}

function spend(open: OpenTraceback): Step {
  return open.patience > 0 ? {...open, patience: open.patience - 1} : 'end';
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

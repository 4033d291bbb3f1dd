import {legible} from './line.js';
import type {Traceback} from './model.js';

type Frame = NonNullable<Traceback['frame']>;

/** One exception of a chain, as printed. */
interface Link {
  readonly type?: string;
  readonly message?: string;
  readonly frames: readonly Frame[];
}

/** Messages of several lines (pydantic lists one setting a line) are kept up to this many characters. */
const LONGEST_MESSAGE = 2000;

/**
 * Reads what a traceback says: of a chain the root exception, and the innermost frame that is the application's own.
 *
 * @param lines the lines of the record, in order
 * @returns nothing when the lines hold no exception after all (an ordinary log line of two lines)
 */
export function readTraceback(lines: readonly string[], language: Traceback['language']): Traceback | undefined {
  const links = readLinks(lines.map(legible), language);
  if (links.length === 0) return undefined;
  const root = links.find((link) => link.type !== undefined) ?? links[0];
  if (root === undefined) return undefined;
  const frame = pickFrame(root.frames) ?? links.map((link) => pickFrame(link.frames)).find((f) => f !== undefined);
  return {
    language,
    ...(root.type !== undefined && {type: root.type}),
    ...(root.message !== undefined && root.message !== '' && {message: root.message.slice(0, LONGEST_MESSAGE)}),
    ...(frame !== undefined && {frame}),
  };
}

/** The exceptions, root first; frames innermost first. */
function readLinks(lines: readonly string[], language: Traceback['language']): readonly Link[] {
  switch (language) {
    case 'python':
      return pythonLinks(lines);
    case 'node':
      return nodeLinks(lines);
    case 'java':
      return javaLinks(lines);
    case 'dotnet':
      return dotnetLinks(lines);
    case 'go':
      return goLinks(lines);
    case 'ruby':
      return rubyLinks(lines);
    case 'other':
      return otherLinks(lines);
  }
}

const PYTHON_EXCEPTION = /^((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*)(?::(?: (.*))?)?$/;

/** Python prints the root of a chain first, and the innermost frame of each traceback last. */
function pythonLinks(lines: readonly string[]): readonly Link[] {
  const links: Link[] = [];
  const grouped: Link[] = [];
  let frames: Frame[] = [];
  let open = false;
  let inGroup = false;
  let message: string[] | undefined;
  for (const raw of lines) {
    const bar = /^\s*[|+](?:[-+]+ ?\d* ?-+)? ?/.exec(raw);
    const line = bar === null || !inGroup ? raw : raw.slice(bar[0].length);
    if (/Traceback \(most recent call last\)/.test(line)) {
      inGroup ||= /^\s*\+/.test(raw) || /Exception Group/.test(raw);
      frames = [];
      open = true;
      message = undefined;
      continue;
    }
    const file = /^\s*(?:[│┃|] )?(?:File )?"?([^"\s][^"]{0,1000}?)"?(?:, line |:)(\d+)(?:,? in (.+?))?\s*[│┃]?$/.exec(
      line,
    );
    if (file !== null && (/^\s*File "/.test(line) || /^[│┃] \//.test(line))) {
      frames.unshift(frameOf(file[1], file[2], file[3]));
      open = true;
      message = undefined;
      continue;
    }
    if (open && /^[A-Za-z_]/.test(line)) {
      const exception = PYTHON_EXCEPTION.exec(line);
      if (exception === null) continue;
      message = exception[2] === undefined ? [] : [exception[2]];
      // The message may go on; the link reads it when it is asked for.
      const link = {type: exception[1] ?? '', parts: message, frames};
      (inGroup ? grouped : links).push({
        type: link.type,
        get message() {
          return link.parts.join('\n');
        },
        frames: link.frames,
      });
      open = false;
      continue;
    }
    if (message !== undefined) {
      if (
        line.trim() === '' ||
        /^(?:During handling|The above exception|\(Background on|\[SQL: |\[parameters: )/.test(line)
      ) {
        message = undefined;
      } else message.push(line.trimEnd());
    }
  }
  // Of a group the last one printed is a leaf, and a leaf is what went wrong.
  if (grouped.length > 0) return [...grouped.reverse(), ...links];
  if (links.length === 0 && open) return [{frames}];
  return links;
}

const NODE_ERROR =
  /(?:^|[\s:([])([A-Z][\w$.]{0,100}(?:Error|Exception)|Error|Exception)(?: \[[^\]]{1,60}\])?:(?: (.*))?$/;

function nodeLinks(lines: readonly string[]): readonly Link[] {
  const links: {type?: string; message: string[]; frames: Frame[]}[] = [];
  let current: {type?: string; message: string[]; frames: Frame[]} | undefined;
  let inMessage = false;
  for (const line of lines) {
    if (/^\s+at \S/.test(line)) {
      inMessage = false;
      const frame = /^\s+at (?:async )?(?:(.{1,300}?) \()?(?:file:\/\/)?([^()\s]{1,1000}):(\d+):\d+\)?(?: \{)?$/.exec(
        line,
      );
      if (current === undefined) {
        current = {message: [], frames: []};
        links.push(current);
      }
      if (frame !== null) current.frames.push(frameOf(frame[2], frame[3], frame[1]));
      continue;
    }
    const error = current === undefined || /\[(?:cause|errors)\]: /.test(line) ? NODE_ERROR.exec(line) : null;
    if (error !== null) {
      current = {type: error[1] ?? 'Error', message: error[2] ? [error[2]] : [], frames: []};
      links.push(current);
      inMessage = true;
      continue;
    }
    if (inMessage && current !== undefined) {
      if (/^(?:Require stack:|Node\.js v\d)/.test(line) || /^\s*\w+: .*,$/.test(line)) inMessage = false;
      else if (line.trim() !== '') current.message.push(line.trim());
    }
  }
  if (links.length === 0) {
    // `throw 'text'` has no type: what is thrown stands under the caret.
    const caret = lines.findIndex((line) => /^\s*\^+\s*$/.test(line));
    const thrown = caret === -1 ? undefined : lines.slice(caret + 1).find((line) => line.trim() !== '');
    return thrown === undefined ? [] : [{message: thrown.trim(), frames: []}];
  }
  const header = headerFrame(lines[0]);
  const read = links.map((link) => ({
    ...(link.type !== undefined && {type: link.type}),
    message: link.message.join('\n'),
    // A syntax error has no frame of its own: the header names the file.
    frames: header !== undefined && link.type === 'SyntaxError' ? [header, ...link.frames] : link.frames,
  }));
  return read.reverse();
}

function headerFrame(line: string | undefined): Frame | undefined {
  const header = line === undefined ? null : /^(?:file:\/\/)?([^\s]{1,1000}):(\d+)$/.exec(line);
  return header === null ? undefined : frameOf(header[1], header[2], undefined);
}

function javaLinks(lines: readonly string[]): readonly Link[] {
  const links: {type?: string; message?: string; frames: Frame[]}[] = [];
  let skipping = false;
  for (const line of lines) {
    const headline =
      /^(?:Exception in thread "[^"]*" |\s*(?:Caused|Wrapped) by: )?((?:[\w$]+\.)+[A-Z][\w$]*)(?::(?:\s(.*))?)?$/.exec(
        line,
      ) ??
      (links.length === 0
        ? /(?:^|\s)((?:[\w$]{1,100}\.){1,20}[A-Z][\w$]{0,100}(?:Exception|Error))(?::\s(.*))?$/.exec(line)
        : null);
    if (headline !== null && !/^\s+at /.test(line)) {
      skipping = false;
      links.push({
        ...(headline[1] !== undefined && {type: headline[1]}),
        ...(headline[2] && {message: headline[2]}),
        frames: [],
      });
      continue;
    }
    if (/^\s*Suppressed: /.test(line)) skipping = true;
    const frame = /^\s+at (?:[\w.@-]+\/)*([\w$.<>-]+)\(([\w$-]+\.\w+)(?::(\d+))?\)/.exec(line);
    if (frame !== null && !skipping) links.at(-1)?.frames.push(frameOf(frame[2], frame[3], frame[1]));
  }
  return links.reverse();
}

function dotnetLinks(lines: readonly string[]): readonly Link[] {
  const heads: {type: string; message?: string}[] = [];
  const frames: Frame[] = [];
  for (const line of lines) {
    const frame = /^\s+at (.+?)(?: in (.+):line (\d+))?\s*$/.exec(line);
    if (frame !== null) {
      const name = frame[1]?.replace(/\(.*$/, '');
      frames.push(
        frame[2] === undefined ? {file: '', ...(name !== undefined && {name})} : frameOf(frame[2], frame[3], name),
      );
      continue;
    }
    if (frames.length > 0) continue;
    const headline =
      /(?:Unhandled exception[.:] |---> |^\s*)((?:[\w`+]+\.)+[\w`+]+(?:Exception|Error)\w*)(?: \([^)]*\))?:(?: (.*))?$/i.exec(
        line,
      );
    if (headline !== null) heads.push({type: headline[1] ?? '', ...(headline[2] && {message: headline[2]})});
  }
  if (heads.length === 0) return [];
  // Inner exceptions come after outer ones, and their frames first.
  return heads.reverse().map((head, index) => ({...head, frames: index === 0 ? frames : []}));
}

function goLinks(lines: readonly string[]): readonly Link[] {
  const frames: Frame[] = [];
  let type: string | undefined;
  let message: string | undefined;
  let name: string | undefined;
  let goroutines = 0;
  for (const line of lines) {
    const panic = /(?:^|\s)(panic|fatal error)(?: serving \S+)?: (.*)$/.exec(line);
    if (panic !== null && type === undefined) {
      type = panic[1];
      message = panic[2];
      continue;
    }
    if (/^goroutine \d+ /.test(line)) goroutines += 1;
    if (goroutines > 1) break;
    const file = /^\t(\S+):(\d+)(?: |$)/.exec(line);
    if (file !== null) frames.push(frameOf(file[1], file[2], name));
    else name = /^([^\s(]+(?:\(\*?[\w.]+\)[^\s(]*)?)\(/.exec(line)?.[1];
  }
  if (type === undefined && goroutines === 0) return [];
  return [{...(type !== undefined && {type}), ...(message !== undefined && {message}), frames}];
}

function rubyLinks(lines: readonly string[]): readonly Link[] {
  let head: {type?: string; message?: string} | undefined;
  const frames: Frame[] = [];
  let reversed = false;
  for (const line of lines) {
    const frame = /^\s*(?:(\d+): )?(?:from )?(\S+?):(\d+):in [`']([^`']*)'(?:: (.*) \(([A-Z][\w:]*)\))?/.exec(line);
    if (frame === null) continue;
    reversed ||= frame[1] !== undefined;
    frames.push(frameOf(frame[2], frame[3], frame[4]));
    if (frame[6] !== undefined) head = {type: frame[6], ...(frame[5] !== undefined && {message: frame[5]})};
  }
  if (head === undefined) {
    const first = /(?:^|\s)([A-Z]\w*(?:::\w+)*(?:Error|Exception|NotFound)?): (.*)$/.exec(lines[0] ?? '');
    if (first !== null && frames.length > 0) head = {type: first[1] ?? '', message: first[2] ?? ''};
  }
  if (frames.length === 0) return [];
  return [{...head, frames: reversed ? frames.reverse() : frames}];
}

function otherLinks(lines: readonly string[]): readonly Link[] {
  const first = lines[0] ?? '';
  const php = /Uncaught ([\w\\]+)(?:: (.*?))? in (\S+):(\d+)$/.exec(first);
  if (php !== null) {
    return [{type: php[1] ?? '', ...(php[2] && {message: php[2]}), frames: [frameOf(php[3], php[4], undefined)]}];
  }
  const rust = /panicked at (?:'(.*)', )?([^\s:]+):(\d+):\d+:?$/.exec(first);
  if (rust === null) return [{frames: []}];
  const message = rust[1] ?? lines[1];
  return [{type: 'panic', ...(message !== undefined && {message}), frames: [frameOf(rust[2], rust[3], undefined)]}];
}

function frameOf(file: string | undefined, line: string | undefined, name: string | undefined): Frame {
  return {
    file: file ?? '',
    ...(line !== undefined && {line: Number(line)}),
    ...(name !== undefined && name !== '' && {name}),
  };
}

/** Where libraries and runtimes live, in any of the languages. */
const FOREIGN_FILE =
  /site-packages|dist-packages|\/lib\/python\d|^<|node_modules|^node:|^internal\/|\/usr\/local\/go\/|\/go\/src\/runtime\/|\/pkg\/mod\/|\/gems\/|\/lib\/ruby\/|\/rustc\/|\/\.cargo\//;
const FOREIGN_NAME =
  /^(?:java|javax|jdk|sun|jakarta|kotlin|kotlinx|scala|reactor|org\.springframework|org\.apache|org\.hibernate|org\.eclipse|com\.zaxxer|com\.fasterxml|io\.netty|io\.micronaut|io\.quarkus|com\.sun|System|Microsoft|runtime)\.|^panic$/;

/** The innermost frame that is nobody else's. Frames arrive innermost first. */
function pickFrame(frames: readonly Frame[]): Frame | undefined {
  return frames.find(
    (frame) =>
      frame.file !== '' &&
      !FOREIGN_FILE.test(frame.file) &&
      !(frame.name !== undefined && FOREIGN_NAME.test(frame.name)),
  );
}

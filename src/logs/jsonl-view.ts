import {escapeJson} from '../terminal/sanitize.js';
import type {EntryView, LogEntry} from './entry.js';
import {createTimeFormat} from './time.js';

/** One JSON object a line, exactly as docs/cli.md says. Times are UTC. */
export function createJsonlView(): EntryView {
  const time = createTimeFormat(false);
  const streams = new Map<string, string>();
  const streamJson = (stream: string) => {
    let json = streams.get(stream);
    if (json === undefined) {
      json = JSON.stringify(stream);
      // Streams come and go; a few thousand names are all that is worth keeping.
      if (streams.size > 5000) streams.clear();
      streams.set(stream, json);
    }
    return json;
  };
  const line = ({timestamp, group, stream, eventId, message, late}: LogEntry) =>
    `{"timestamp":"${time(timestamp)}","group":"${group}","stream":${streamJson(stream)},${
      eventId === undefined ? '' : `"eventId":${quoted(eventId)},`
    }"message":${quoted(message)}${late === true ? ',"late":true' : ''}}\n`;
  return {
    batch(entries) {
      let text = '';
      for (const entry of entries) text += line(entry);
      return isPlain(text) ? text : escapeJson(text);
    },
    idle: () => '',
    end: () => '',
  };
}

/** As JSON.stringify writes it, which takes twice as long even where there is nothing to escape. */
function quoted(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}
const NEEDS_ESCAPE = /[^ !#-[\]-~]/;

/** ASCII alone, in which JSON has escaped every control character but DEL: far quicker to tell than by an expression. */
function isPlain(text: string): boolean {
  return Buffer.byteLength(text) === text.length && !text.includes('\u007f');
}

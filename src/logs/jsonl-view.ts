import {escapeJson} from '../terminal/sanitize.js';
import type {EntryView, LogEntry} from './entry.js';
import {createTimeFormat} from './time.js';

/** One JSON object a line: timestamp (UTC), group, stream, eventId where there is one, message, and late where it is. */
export function createJsonlView(): EntryView {
  const time = createTimeFormat(false);
  const heads = {application: new Map<string, string>(), service: new Map<string, string>()};
  /** What stands between the time and the event's id. */
  const headOf = ({group, stream}: LogEntry) => {
    const known = heads[group].get(stream);
    if (known !== undefined) return known;
    // Streams come and go; a few thousand names are all that is worth keeping.
    if (heads[group].size > 5000) heads[group].clear();
    const head = escapeJson(`","group":"${group}","stream":${JSON.stringify(stream)},`);
    heads[group].set(stream, head);
    return head;
  };
  const line = (entry: LogEntry) => {
    const {timestamp, eventId, message, late, plain} = entry;
    const start = `{"timestamp":"${time(timestamp)}${headOf(entry)}`;
    if (plain === true && eventId !== undefined && late !== true) {
      return `${start}"eventId":"${eventId}","message":"${message}"}\n`;
    }
    const id = eventId === undefined ? '' : `"eventId":${quoted(eventId)},`;
    return `${start}${id}"message":${quoted(message)}${late === true ? ',"late":true' : ''}}\n`;
  };
  return {
    batch(entries) {
      let text = '';
      for (const entry of entries) text += line(entry);
      return text;
    },
    idle: () => '',
    end: () => '',
  };
}

/** As JSON.stringify writes it, which takes twice as long even where there is nothing to escape. */
function quoted(text: string): string {
  return NEEDS_ESCAPE.test(text) ? escapeJson(JSON.stringify(text)) : `"${text}"`;
}
const NEEDS_ESCAPE = /[^ !#-[\]-~]/;

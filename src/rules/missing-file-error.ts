import {beforeListening, finalTracebacks, firstMatch, shortType} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** The interpreter itself, before it read a line of the program. */
const NO_SCRIPT = /\bcan't open file '([^']+)': \[Errno 2\]|\bCould not open input file: (\S+)/;

/** A data file that the code opens at start is not in the image. */
export const missingFileError = defineRule({
  id: 'missing-file-error',
  title: 'A file the application opens is not there',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records'],
  check({'app-records': records}) {
    const script = firstMatch(beforeListening(records), NO_SCRIPT);
    if (script)
      return [{data: {path: script.match[1] ?? script.match[2] ?? null}, at: [atRecord(script.record, script.line)]}];
    return finalTracebacks(records).flatMap((record) => {
      const type = shortType(record);
      const message = record.traceback?.message ?? '';
      const missing =
        type === 'FileNotFoundError' ||
        type === 'FileNotFoundException' ||
        type === 'NoSuchFileException' ||
        /\bENOENT\b|no such file or directory/i.test(message);
      // An assembly that .NET cannot load is code, not a data file.
      if (!missing || /\.so\b|Could not load file or assembly/.test(message)) return [];
      const path = message.match(/(['"])((?:(?!\1).)+)\1/)?.[2] ?? null;
      return [{data: {path}, at: [atRecord(record)]}];
    });
  },
  message: ({path}) =>
    `The application stopped because ${path ? `the file ${path}` : 'a file that it opens'} does not exist in the container`,
});

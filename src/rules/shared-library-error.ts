import {firstMatch, withoutMild} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

const PATTERN =
  /error while loading shared libraries: (?<a>[^:\s]+)|(?<b>\blib[\w+.-]*\.so[\w.]*): cannot open shared object file|Unable to load shared library '(?<c>[^']+)'|(?<d>No usable version of libssl)|(?<e>version [`']GLIBC(?:XX)?_[\d.]+' not found)|Error loading shared library (?<f>[^:\s]+)|UnsatisfiedLinkError: (?<g>[^\n]{1,120})|Couldn't find a valid (?<h>ICU) package/;

/** TensorFlow looks for CUDA on every machine, and goes on without. */
const OPTIONAL = /\bCould not load dynamic library\b/;

export const sharedLibraryError = defineRule({
  id: 'shared-library-error',
  title: 'A native library is missing',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records'],
  check({'app-records': records}) {
    const hit = firstMatch(
      withoutMild(records).filter(({text}) => !OPTIONAL.test(text)),
      PATTERN,
    );
    if (hit === undefined) return [];
    const library = Object.values(hit.match.groups ?? {}).find((group) => group !== undefined) ?? null;
    return [{data: {library}, at: [atRecord(hit.record, hit.line)]}];
  },
  message: ({library}) => `A native library is absent or does not fit${library ? `: ${library}` : ''}`,
});

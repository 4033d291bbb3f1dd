import {beforeListening, finalTracebacks, firstMatch, shortType} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import type {AppRecord} from '../logs/model.js';

const IMPORT_TYPES = new Set([
  'ModuleNotFoundError',
  'ImportError',
  'SyntaxError',
  'IndentationError',
  'AttributeError',
  'NameError',
  'ReferenceError',
  'ClassNotFoundException',
  'NoClassDefFoundError',
  'NoSuchMethodError',
  'UnsupportedClassVersionError',
  'TypeLoadException',
  'LoadError',
  'FileLoadException',
  'DistributionNotFound',
  'PackageNotFoundError',
  'PydanticImportError',
  'VersionConflict',
]);

const LINES: readonly RegExp[] = [
  /\bCannot find (?:module|package) '[^']+'/,
  /\bERR_MODULE_NOT_FOUND\b|\bMODULE_NOT_FOUND\b|\bERR_REQUIRE_ESM\b|\bERR_UNSUPPORTED_DIR_IMPORT\b/,
  /\bError loading ASGI app\. (?:Could not import module|Attribute)/,
  /\b(?:ModuleNotFoundError: No module named|ImportError: cannot import name)\b/,
  /\bFailed to find attribute '[^']+' in '[^']+'/,
  /\bCould not load file or assembly\b/,
  /\bError: Could not find or load main class\b|\bno main manifest attribute\b|\bUnable to access jarfile\b/,
  // The launcher prints it below a line of its own, without a stack.
  /\bUnsupportedClassVersionError: .{0,200}more recent version of the Java Runtime/,
  /@prisma\/client did not initialize yet/,
  /\bUncaught Error: (?:Class|Interface|Trait|Enum) ["'][\w\\]+["'] not found|\bCall to undefined function \w|\bPHP Parse error: |\bFailed opening required '/,
];

/** The code itself cannot be loaded: a module, a name or a class is not there. Points at code, not at a variable. */
export const importError = defineRule({
  id: 'import-error',
  title: 'The application fails while it is imported',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records'],
  check({'app-records': records}) {
    const traceback = finalTracebacks(records).find(
      (record) => IMPORT_TYPES.has(shortType(record)) && !isSharedLibrary(record),
    );
    if (traceback) return [finding(traceback)];
    for (const pattern of LINES) {
      const hit = firstMatch(beforeListening(records), pattern);
      if (hit && !isSharedLibrary(hit.record)) return [finding(hit.record, hit.line)];
    }
    return [];
  },
  message: ({error, frame}) =>
    `The application failed while its code was loaded: ${error}${frame ? ` (${frame})` : ''}`,
});

function finding(
  record: AppRecord,
  line?: string,
): {data: {error: string; frame: string | null}; at: ReturnType<typeof atRecord>[]} {
  const {traceback} = record;
  const error = line ?? [traceback?.type, traceback?.message].filter((part) => part !== undefined).join(': ');
  const frame =
    traceback?.frame &&
    `${traceback.frame.file}${traceback.frame.line === undefined ? '' : `:${traceback.frame.line}`}`;
  return {data: {error: error.slice(0, 300), frame: frame ?? null}, at: [atRecord(record, line)]};
}

/** ImportError: libGL.so.1 is a native library's absence, another cause with another mend. */
function isSharedLibrary(record: AppRecord): boolean {
  return /\.so(?:\.\d+)*\b[^\n]*(?:cannot open shared object|No such file)|invalid ELF header|wrong ELF class|Exec format error/i.test(
    record.text,
  );
}

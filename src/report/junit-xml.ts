export interface TestCase {
  readonly name: string;
  readonly result: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly detail?: string;
}

export interface Suite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}

/** The whole document. Text must be sanitised before: XML cannot hold control characters at all. */
export function junitXml(name: string, tool: string, suites: readonly Suite[]): string {
  const all = suites.flatMap(({cases}) => cases);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({name, ...counts(all)})}>`,
    ...suites.flatMap((suite) => suiteLines(suite, tool)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function counts(cases: readonly TestCase[]): {[name: string]: string} {
  const of = (result: TestCase['result']) => String(cases.filter((testCase) => testCase.result === result).length);
  return {tests: String(cases.length), failures: of('failure'), errors: of('error'), skipped: of('skipped')};
}

function suiteLines({name, cases}: Suite, tool: string): string[] {
  return [
    `  <testsuite${attributes({name, ...counts(cases)})}>`,
    ...cases.flatMap((testCase) => caseLines(testCase, `${tool}.${name}`)),
    '  </testsuite>',
  ];
}

function caseLines({name, result, message, detail}: TestCase, classname: string): string[] {
  const open = `    <testcase${attributes({name, classname, time: '0'})}`;
  if (result === 'passed') return [`${open}/>`];
  const body = detail === undefined || detail === '' ? '/>' : `>${escapeXml(detail)}</${result}>`;
  return [`${open}>`, `      <${result}${attributes({message})}${body}`, '    </testcase>'];
}

function attributes(values: {readonly [name: string]: string}): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value).replaceAll('\n', '&#10;')}"`)
    .join('');
}

/** Characters that XML cannot hold at all are gone already: the report's text is sanitised. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

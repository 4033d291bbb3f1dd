import type {Fleet, FleetRow} from '../fleet/model.js';
import type {RenderOptions} from '../report/options.js';
import {createPage, type Page, paragraph} from '../report/text/page.js';
import {type Cell, table} from '../report/text/table.js';
import {jsonText, sanitizeDeep} from '../terminal/sanitize.js';
import {displayWidth} from '../terminal/width.js';

export function renderFleet(
  fleet: Fleet,
  {format, text}: {readonly format: string; readonly text: RenderOptions},
): string {
  return format === 'json' ? jsonText(fleet) : fleetText(fleet, text);
}

/** What `diagnose --all` and `validate --all` print as text: a count, then one row a service, the worst first. */
export function fleetText(fleet: Fleet, options: RenderOptions): string {
  const page = createPage(options);
  const safe = sanitizeDeep(fleet);
  const lines = [
    page.style.bold(summary(safe)),
    ...safe.unreadRegions.flatMap(({region, why, fix}) =>
      paragraph(page, [why, ...fix].join(' · '), {
        label: `${region}: could not be read:`,
        labelPaint: page.style.yellow,
      }),
    ),
    ...(safe.services.length === 0 ? [] : ['', ...verdicts(page, safe.services)]),
    ...(safe.command === 'diagnose'
      ? [
          '',
          ...paragraph(
            page,
            'Judged from configuration, operations, logs and images. For evidence, changes and fixes: nerava-diag diagnose SERVICE',
            {paint: page.style.dim},
          ),
        ]
      : []),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function summary({services}: Fleet): string {
  const count = (code: FleetRow['exitCode']) => services.filter(({exitCode}) => exitCode === code).length;
  const parts = [
    [count(1), 'with a problem'],
    [count(4), 'inconclusive'],
    [count(3), 'could not be looked at'],
    [count(0), 'fine'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  const counted = `${services.length} ${services.length === 1 ? 'service' : 'services'}`;
  return said.length === 0 ? counted : `${counted}: ${said.join(', ')}`;
}

function verdicts(page: Page, services: readonly FleetRow[]): string[] {
  const regions = new Set(services.map(({region}) => region));
  const columns: readonly {readonly head: string; readonly cell: (row: FleetRow) => Cell}[] = [
    {head: 'service', cell: ({service}) => ({text: service})},
    ...(regions.size > 1 ? [{head: 'region', cell: ({region}: FleetRow) => ({text: region})}] : []),
    {head: 'verdict', cell: (row) => ({text: row.outcome ?? 'not looked at', paint: paintOf(page, row)})},
    {head: 'why', cell: ({text, cause}) => ({text: cause === null ? text : `${text} [${cause}]`})},
  ];
  const widths = columns
    .slice(0, -1)
    .map(({head, cell}) => Math.max(displayWidth(head), ...services.map((row) => displayWidth(cell(row).text))));
  return table(
    page,
    columns.map(({head}) => head),
    services.map((row) => columns.map(({cell}) => cell(row))),
    widths,
  );
}

function paintOf({style}: Page, {exitCode}: FleetRow) {
  return {0: style.green, 1: style.red, 3: style.yellow, 4: style.yellow}[exitCode];
}

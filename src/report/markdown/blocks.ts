import type {Pointer} from '../../engine/rule.js';
import type {Missing, Reason, Step} from '../../engine/verdict.js';
import {missingWords} from '../missing.js';
import {excerptLines, pointerPlace, shownPointers} from '../pointer.js';
import {isCommand} from '../steps.js';
import {STEP_KINDS, STRENGTHS} from '../words.js';
import {fenced, prose} from './escape.js';

/** A part of the ticket that is folded until somebody opens it; nothing when it has no lines. */
export function details(summary: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ['', '<details>', `<summary>${summary}</summary>`, '', ...lines, '', '</details>'];
}

export function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}

/** Named values as a list; rows without a value are left out. Values must be Markdown already. */
export function definitions(rows: readonly (readonly [string, string | null])[]): string[] {
  return rows.flatMap(([name, value]) => (value === null ? [] : [`- **${name}** ${value}`]));
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)];
}

/** Source lines of a statement, fenced, each under its place. */
export function quotes(pointers: readonly Pointer[], zone: string, indent: string): string[] {
  const {shown, more} = shownPointers(pointers);
  if (shown.length === 0) return [];
  const text = shown.flatMap((pointer) => [
    pointerPlace(pointer, zone).replaceAll('\n', ' '),
    ...(pointer.excerpt === undefined ? [] : excerptLines(pointer.excerpt).map((line) => `  ${line}`)),
  ]);
  const rest = more === 0 ? [] : [`and ${more} more, in the JSON report`];
  return fenced([...text, ...rest].join('\n'), 'text', indent);
}

export function reasons(title: string, list: readonly Reason[], zone: string): string[] {
  if (list.length === 0) return [];
  return [
    '',
    `**${title}**`,
    '',
    ...list.flatMap(({text, strength, at}) => [
      `- ${prose(text)}${strength === undefined ? '' : ` *(${STRENGTHS[strength]})*`}`,
      ...quotes(at, zone, '  '),
    ]),
  ];
}

export function missing(list: readonly Missing[]): string[] {
  if (list.length === 0) return [];
  return [
    '',
    '**Missing**',
    '',
    ...missingWords(list).map(({text, fix}) => `- ${prose(text)}${fix === null ? '' : ` → ${prose(fix)}`}`),
  ];
}

/** Numbered steps: what each does to AWS, its command to copy, its undo. */
export function steps(list: readonly Step[]): string[] {
  return list.flatMap((step, index) => {
    const indent = ' '.repeat(String(index + 1).length + 2);
    return [
      `${index + 1}. **[${STEP_KINDS[step.kind]}]** ${prose(step.text)}`,
      ...(step.command === undefined ? [] : fenced(step.command, 'sh', indent)),
      ...(step.undo === undefined ? [] : undo(step.undo, indent)),
    ];
  });
}

function undo(text: string, indent: string): string[] {
  return isCommand(text) ? [`${indent}Undo:`, ...fenced(text, 'sh', indent)] : [`${indent}Undo: ${prose(text)}`];
}

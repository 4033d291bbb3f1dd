import {gapsOf} from '../engine/gaps.js';
import {EVIDENCE_IDS} from '../evidence/ids.js';
import type {EvidenceSet} from '../evidence/model.js';
import type {RenderOptions} from '../report/options.js';
import {createPage, definitions, paragraph} from '../report/text/page.js';
import {sanitizeDeep} from '../terminal/sanitize.js';
import {padEnd} from '../terminal/width.js';

export interface Doctor {
  readonly schemaVersion: 1;
  readonly node: string;
  readonly identity: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly evidence: readonly DoctorRow[];
}

export interface DoctorRow {
  readonly evidence: string;
  readonly status: 'ok' | 'partial' | 'denied' | 'failed' | 'not-asked';
  readonly source: string;
  /** The IAM action that is missing, where AWS said so. */
  readonly action: string | null;
  readonly why: string | null;
  readonly fix: string | null;
}

/** What a whole look brought, piece by piece. "It is not there" is an answer. */
export function doctorRows(evidence: EvidenceSet): DoctorRow[] {
  return EVIDENCE_IDS.map((id) => {
    const found = evidence[id];
    const head = {evidence: id, source: found.source};
    if (found.status === 'collected' || found.status === 'absent') {
      const holes = gapsOf(evidence).filter((gap) => gap.evidence === id);
      if (holes.length === 0) return {...head, status: 'ok', action: null, why: null, fix: null};
      const why = holes.map((hole) => hole.why).join('; ');
      const fix = [...new Set(holes.flatMap((hole) => hole.fix ?? []))].join('; ');
      return {...head, status: 'partial', action: null, why, fix: fix === '' ? null : fix};
    }
    const status = found.status === 'denied' ? 'denied' : found.status === 'skipped' ? 'not-asked' : 'failed';
    return {...head, status, action: found.action ?? null, why: found.why, fix: found.fix ?? null};
  });
}

export function doctorText(doctor: Doctor, options: RenderOptions): string {
  const page = createPage(options);
  const {node, identity, account, region, evidence} = sanitizeDeep(doctor);
  const {green, red, yellow, dim} = page.style;
  const paint = {ok: green, partial: yellow, denied: red, failed: yellow, 'not-asked': dim};
  const rows = evidence.flatMap(({evidence: id, status, why, fix, source, action}) => {
    const reason =
      status === 'ok' ? source : [why, action === null ? null : `needs ${action}`, fix].filter(Boolean).join('; ');
    return paragraph(page, `${padEnd(id, 21)} ${reason}`, {
      indent: 2,
      label: padEnd(status, 9),
      labelPaint: paint[status],
    });
  });
  const lines = [
    ...definitions(
      page,
      [
        ['asked as', identity ?? 'unknown'],
        ['account', account],
        ['region', region],
        ['node', node],
      ],
      0,
    ),
    '',
    ...rows,
    '',
    'The smallest IAM policy that allows all of it: nerava-diag doctor --policy',
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

import type {Report, ReportedFinding} from './model.js';

/** Findings that stand in no reason of a cause or hypothesis: these are told elsewhere, with the same words. */
export function findingsBeyondCauses(report: Report): readonly ReportedFinding[] {
  const told = new Set(
    [...report.causes.filter(({verdict}) => verdict !== 'ruled-out'), ...report.hypotheses].flatMap(
      ({because, against}) => [...because, ...against].map(({rule, text}) => `${rule}\n${text}`),
    ),
  );
  const order = {error: 0, warning: 1, info: 2};
  return report.findings
    .filter(({rule, text}) => !told.has(`${rule}\n${text}`))
    .toSorted((a, b) => order[a.severity] - order[b.severity]);
}

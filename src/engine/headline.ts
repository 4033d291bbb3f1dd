import type {RankedCause, Report} from '../report/model.js';

/** The verdict in one line. */
export function headlineOf(report: Omit<Report, 'headline'>): string {
  const {service} = report.target;
  const first = report.causes.find((cause) => cause.verdict === 'confirmed' || cause.verdict === 'likely');
  const exited = report.findings.find(({rule}) => rule === 'exited-after-deployment');
  const against = exited === undefined ? '' : `. What speaks against it: ${lowerFirst(exited.text)}`;
  const when = report.deployment?.endedAt;
  const succeeded = `its last deployment succeeded${when ? ` at ${when}` : ''}`;
  const before = report.findings.find(({rule}) => rule === 'failed-before');
  const failed = before === undefined ? '' : `. ${before.text}`;
  if (report.outcome === 'healthy') {
    return report.deployment === null
      ? `${service} is running; there is no deployment to judge`
      : `${service} is healthy: ${succeeded}${against}${failed}`;
  }
  if (first !== undefined) return `${subject(report)}: ${sentence(first)} (${first.verdict})${detail(report, first)}`;
  if (report.deployment?.status === 'IN_PROGRESS' || report.deployment?.status === 'PENDING') {
    return `${service}: the deployment is still in progress, and nothing speaks of a failure yet`;
  }
  if (exited !== undefined) {
    return `Whether ${service} is healthy is not known: ${succeeded}${against}`;
  }
  const candidates = report.causes.filter((cause) => cause.verdict === 'possible').map((cause) => cause.cause);
  const tail =
    candidates.length > 0
      ? `; possible: ${candidates.slice(0, 4).join(', ')}${candidates.length > 4 ? ', …' : ''}`
      : '';
  return `${subject(report)}, and the evidence does not decide why${tail}${lastWords(report)}`;
}

/** What the application said last, where nothing else tells why it ended. */
function lastWords({findings}: Omit<Report, 'headline'>): string {
  const last = findings.find(({rule}) => rule === 'final-error');
  if (last === undefined) return '';
  const text = last.text.length > LONGEST ? `${last.text.slice(0, LONGEST - 1)}…` : last.text;
  return `. ${text}`;
}

/** Characters of a quoted line. */
const LONGEST = 200;

function subject(report: Omit<Report, 'headline'>): string {
  const {service} = report.target;
  if (report.rolledBack !== false) {
    const {attempted, running} = report.rolledBack;
    return `${short(attempted) ?? `a deployment of ${service}`} failed and was rolled back${running === null ? '' : `; ${short(running)} is running`}`;
  }
  if (report.diedIn !== null || report.deployment?.status?.includes('FAILED') === true)
    return `The deployment of ${short(report.images.attempted?.reference ?? null) ?? service} failed`;
  return service;
}

/** repository:tag, without the registry. */
export function short(reference: string | null): string | undefined {
  return reference === null ? undefined : reference.replace(/^[^/]*\.amazonaws\.com\//, '');
}

function sentence(cause: RankedCause): string {
  return lowerFirst(cause.title);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function detail(report: Omit<Report, 'headline'>, cause: RankedCause): string {
  // A later update's configuration may fail another check.
  const first = report.startup?.configuration === 'changed-since' ? null : report.startup?.prediction.first;
  return cause.cause === 'startup-validation' && first ? `, at the check ${first}` : '';
}

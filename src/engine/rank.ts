import type {Cause, Link} from './cause.js';
import {isGap} from './evaluate.js';
import {distance, isPassed, known, type Progress} from './phases.js';
import {
  type AnyRule,
  type Fact,
  type FactId,
  type FactSet,
  type Finding,
  findingText,
  PHASES,
  type Phase,
} from './rule.js';
import type {Missing, Reason, Step, Strength, Verdict} from './verdict.js';

export interface Ranked {
  readonly cause: Cause;
  readonly verdict: Verdict;
  readonly phase: Phase;
  readonly because: readonly Reason[];
  readonly against: readonly Reason[];
  readonly missing: readonly Missing[];
  readonly supporting: readonly Finding[];
}

export interface RankInput {
  readonly causes: readonly Cause[];
  readonly rules: ReadonlyMap<string, AnyRule>;
  readonly findings: readonly Finding[];
  readonly facts: FactSet;
  readonly progress: Progress;
  /** A deployment failed, or is failing: only then can causes of a failed start be unknown. */
  readonly failed: boolean;
}

const ESSENTIAL: ReadonlySet<FactId> = new Set([
  'service',
  'operations',
  'examination',
  'service-log',
  'events',
  'application-log',
  'app-records',
  'image-attempted',
  // Asked for only where the service has a key of its own: then nothing else can speak of it.
  'keys',
]);

const VERDICT_ORDER: readonly Verdict[] = ['confirmed', 'likely', 'possible', 'unknown', 'ruled-out'];

/** Judges every cause by the fixed rules of docs/verdicts.md and puts them in order. No scores. */
export function rank(input: RankInput): Ranked[] {
  const judged = input.causes.flatMap((cause) => judge(cause, input) ?? []);
  const clean = !judged.some((r) => r.verdict === 'confirmed' || r.verdict === 'likely');
  return judged
    .filter((r) => clean || r.cause.onlyWhenClean === undefined)
    .sort(
      (a, b) =>
        VERDICT_ORDER.indexOf(a.verdict) - VERDICT_ORDER.indexOf(b.verdict) ||
        distance(a.phase, input.progress.diedIn) - distance(b.phase, input.progress.diedIn) ||
        sources(b.because).size - sources(a.because).size ||
        (a.cause.id < b.cause.id ? -1 : 1),
    );
}

function judge(cause: Cause, input: RankInput): Ranked | undefined {
  const {findings, rules, progress, failed} = input;
  // A cause that acts on a deployment says nothing about one that did not fail.
  if (!failed && cause.atRunTime === undefined) return undefined;
  if (cause.explainsNo !== undefined && failed) return undefined;
  if (cause.explainsNo === 'open or failed deployment' && isOpen(input.facts)) return undefined;

  const standing = findings.filter(({outlived}) => !outlived);
  const supporting: Finding[] = [];
  const because: Reason[] = [];
  for (const support of cause.supports) {
    for (const finding of matching([support], findings)) {
      if (!failed && isRare(finding)) continue;
      supporting.push(finding);
      because.push(reason(finding, rules, finding.outlived ? 'correlated' : support.strength));
    }
  }
  const refuting = matching(cause.refutes, standing).map((finding) => reason(finding, rules));
  const opposing = matching(cause.against ?? [], standing).map((finding) => reason(finding, rules));
  const passed = supporting.some(({ended}) => ended) ? undefined : passedReason(cause, progress);
  const doubted = passed !== undefined && outlives(cause, because, input);
  const missing = missingFor(cause, input);
  const phase = nearestPhase(cause, progress.diedIn);
  const against = [...refuting, ...(passed ? [passed] : []), ...opposing];

  if (refuting.length > 0 || (passed && !doubted && !(cause.atRunTime && !failed))) {
    // Without any support a passed phase is no news: listing every such cause would bury the answer.
    if (because.length === 0 && refuting.length === 0) return undefined;
    // A refutation of what nothing suggested is no news either, unless it separates look-alikes.
    if (because.length === 0 && !isSuspect(cause, input)) return undefined;
    return {cause, verdict: 'ruled-out', phase, because, against, missing, supporting};
  }
  const opposed = against.length > 0 || restsOnDoubtfulLines(because, input.facts);
  const verdict = verdictOf(because, opposed, missing, failed, mayHaveActed(cause, input));
  return verdict && {cause, verdict, phase, because, against, missing, supporting};
}

/**
 * Whether what speaks directly for a cause stands although lines of the application show a later phase: an instance of
 * another version may have written those. So it is where App Runner's lines do not bound whose lines they are, and where
 * the attempted image itself is the proof.
 */
function outlives(cause: Cause, because: readonly Reason[], input: RankInput): boolean {
  const {progress, facts} = input;
  if (!because.some(({strength}) => strength === 'direct')) return false;
  if (cause.phases.every((phase) => isPassed(phase, progress.seenUpTo))) return false;
  return isUnbounded(facts) || (cause.provenByImage === true && isAttemptedImage(facts));
}

function isUnbounded({attribution}: FactSet): boolean {
  return known(attribution)?.bounded === false;
}

/** The image in the registry is the one that was deployed: its tag was not pushed anew since. */
function isAttemptedImage(facts: FactSet): boolean {
  const pushedAt = known(facts['image-attempted'])?.pushedAt;
  const startedAt = known(facts.examination)?.operation?.startedAt;
  return pushedAt === undefined || startedAt === undefined || pushedAt <= startedAt;
}

/** Lines that may be another version's confirm nothing by themselves. */
function restsOnDoubtfulLines(because: readonly Reason[], facts: FactSet): boolean {
  const direct = because.filter(({strength}) => strength === 'direct');
  return isUnbounded(facts) && direct.every(({at}) => at.every(({evidence}) => evidence === 'application-log'));
}

/** A deployment is under way. */
function isOpen({examination}: FactSet): boolean {
  const state = known(examination)?.state;
  return state === 'in-progress' || state === 'rolling-back';
}

/** Worth a word though nothing supports it: people blame it, or it acts where this deployment died. */
function isSuspect(cause: Cause, {progress, failed}: RankInput): boolean {
  return failed && cause.phases.some((phase) => phase === progress.diedIn);
}

/**
 * Whether the deployment can have died of it: in the phase where it died, or, where the logs could not be read, in any
 * later one.
 */
function mayHaveActed(cause: Cause, {progress: {diedIn, lastProven}, facts}: RankInput): boolean {
  const from = lastProven === null ? 0 : PHASES.indexOf(lastProven) + 1;
  const blind = diedIn === null || isGap<unknown>(facts['app-records']);
  return cause.phases.some((phase) => phase !== 'serve' && (blind ? PHASES.indexOf(phase) >= from : phase === diedIn));
}

function verdictOf(
  because: readonly Reason[],
  opposed: boolean,
  missing: readonly Missing[],
  failed: boolean,
  open: boolean,
): Verdict | undefined {
  const direct = because.filter((r) => r.strength === 'direct');
  const indirect = because.filter((r) => r.strength === 'indirect');
  if (direct.length > 0) return opposed ? 'likely' : 'confirmed';
  if (sources(indirect).size >= 2) return 'likely';
  if (because.length > 0) return 'possible';
  return failed && missing.length > 0 && open ? 'unknown' : undefined;
}

function matching(links: readonly Link[], findings: readonly Finding[]): Finding[] {
  const stands = (rule: string) => findings.some((finding) => finding.rule === rule && !finding.outlived);
  return links.flatMap((link) => {
    const {with: beside} = link;
    if (typeof beside === 'string' && !stands(beside)) return [];
    if (typeof beside === 'object' && !findings.some((f) => f.rule === beside.rule && beside.when(f))) return [];
    if ([link.unless ?? []].flat().some(stands)) return [];
    return findings.filter((finding) => finding.rule === link.rule && link.when?.(finding) !== false);
  });
}

/** A running service prints a stray error now and then: at run time only what repeats counts. */
const REPEATED = 3;

function isRare(finding: Finding): boolean {
  const count = finding.data?.['count'];
  return typeof count === 'number' && count < REPEATED;
}

function reason(finding: Finding, rules: ReadonlyMap<string, AnyRule>, strength?: Strength): Reason {
  const text = findingText(finding, rules.get(finding.rule));
  return {rule: finding.rule, ...(strength && {strength}), text, at: finding.at};
}

function passedReason(cause: Cause, progress: Progress): Reason | undefined {
  if (!cause.phases.every((phase) => isPassed(phase, progress.lastProven))) return undefined;
  const proof = progress.phases.find((p) => p.phase === progress.lastProven);
  return {
    rule: 'phases',
    text: `it acts in ${cause.phases.join(' or ')}, and this deployment came as far as ${progress.lastProven}: ${proof?.text ?? ''}`,
    at: proof?.at ?? [],
  };
}

function missingFor(cause: Cause, input: RankInput): Missing[] {
  return cause.needs.flatMap((id: FactId) => {
    const fact: Fact<unknown> = input.facts[id];
    // What nobody asked for leaves a cause open only where no judgement is possible without it.
    if (fact.status === 'skipped' && !ESSENTIAL.has(id)) return [];
    return isGap(fact) ? [{evidence: id, text: fact.why, fix: fact.fix ?? null}] : [];
  });
}

function nearestPhase(cause: Cause, diedIn: Phase | null): Phase {
  const ordered = [...cause.phases].sort(
    (a, b) => distance(a, diedIn) - distance(b, diedIn) || PHASES.indexOf(a) - PHASES.indexOf(b),
  );
  return ordered[0] ?? cause.phases[0];
}

/** Independent sources: different evidence, not different lines of one log. */
function sources(reasons: readonly Reason[]): Set<string> {
  return new Set(reasons.flatMap((r) => r.at.slice(0, 1).map((pointer) => pointer.evidence)));
}

/**
 * The steps of a judged cause: the check that separates it from its look-alikes, then its mend. What is only possible
 * is looked at, not mended: nobody should change a service on a guess.
 */
export function stepsOf(ranked: Ranked, facts: FactSet): Step[] {
  const {cause, verdict, supporting} = ranked;
  const separate = verdict === 'confirmed' ? undefined : cause.separate?.(facts);
  const mend = cause.fix(supporting, facts);
  const decided = verdict === 'confirmed' || verdict === 'likely';
  const steps = [...(separate ? [separate] : []), ...(decided ? mend : mend.filter((step) => step.kind === 'read'))];
  return [...new Map(steps.map((step) => [step.command ?? step.text, step])).values()];
}

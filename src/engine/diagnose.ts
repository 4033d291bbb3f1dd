import {CAUSES} from '../causes/index.js';
import type {Contract} from '../contract/model.js';
import type {Bundle} from '../evidence/bundle-model.js';
import type {EvidenceSet} from '../evidence/model.js';
import type {DeploymentSummary, Outcome, RankedCause, Report, Target} from '../report/model.js';
import {RULES} from '../rules/index.js';
import {actionsOf} from './actions.js';
import {changesOf, summaryOf} from './changes.js';
import {deriveFacts} from './derive.js';
import {evaluate} from './evaluate.js';
import {exitedByItself} from './exits.js';
import {gapsOf} from './gaps.js';
import {headlineOf} from './headline.js';
import {hypothesesOf} from './hypotheses.js';
import {known, progressOf} from './phases.js';
import {iso} from './pointers.js';
import {questionsOf} from './questions.js';
import {type Ranked, rank, stepsOf} from './rank.js';
import {type AnyRule, type FactSet, type Finding, findingText, type Severity} from './rule.js';
import {withProfile} from './steps.js';
import {timelineOf} from './timeline.js';
import type {Step} from './verdict.js';

export interface DiagnoseOptions {
  readonly contract: Contract;
  /** Rules to silence or to grade otherwise, by id, from the configuration file. */
  readonly rules?: {readonly [id: string]: 'off' | Severity};
  /** AWS profile for the commands to copy, where the reader's own environment names none. */
  readonly profile?: string | undefined;
}

/** The whole judgement: pure, synchronous, the same answer for the same bundle. */
export function diagnose(bundle: Bundle, options: DiagnoseOptions): Report {
  const {contract} = options;
  const rules = RULES.filter((rule) => options.rules?.[rule.id] !== 'off');
  const byId: ReadonlyMap<string, AnyRule> = new Map(rules.map((rule) => [rule.id, rule]));
  const facts = deriveFacts(bundle, contract);
  const {findings: found} = evaluate(facts, rules);
  const failed = hasFailed(facts);
  const progress = progressOf(facts, failed);
  const ranked = rank({causes: CAUSES, rules: byId, findings: found, facts, progress, failed});
  const outcome = outcomeOf(facts, ranked, failed, found);
  const findings = found.map((finding) => ({...finding, severity: graded(finding, outcome, options)}));
  // Nothing is wrong: a mere possibility would be an alarm.
  const shown = outcome === 'healthy' ? [] : ranked;
  const examination = known(facts.examination);
  const {profile} = options;
  const named = (steps: readonly Step[]): readonly Step[] =>
    profile === undefined ? steps : steps.map((step) => withProfile(step, profile));
  const causes = shown.map((r) => toReported(r, facts));
  const window = examination?.window;
  const applied = known(facts.prediction);

  const draft = {
    schemaVersion: 1,
    tool: bundle.tool,
    generatedAt: bundle.collectedAt,
    target: targetOf(bundle.evidence, bundle),
    window: window === undefined ? null : {from: iso(window.from), to: iso(window.to)},
    outcome,
    rolledBack: rolledBackOf(facts),
    deployment: deploymentOf(facts),
    lastProven: progress.lastProven,
    diedIn: progress.diedIn,
    phases: progress.phases,
    ladder:
      applied === undefined
        ? []
        : (known(facts.ladder)?.rungs ?? []).map(({id, title, seen}) => ({
            id,
            title,
            seenAt: seen === undefined ? null : iso(seen.timestamp),
          })),
    causes: causes.map((cause) => ({...cause, next: named(cause.next)})),
    hypotheses: failed ? hypothesesOf(facts, findings, byId) : [],
    findings: findings.map((finding) => {
      const rule = byId.get(finding.rule);
      return {
        rule: finding.rule,
        severity: finding.severity,
        phase: rule?.phase ?? 'source',
        text: findingText(finding, rule),
        at: finding.at,
      };
    }),
    startup:
      applied === undefined
        ? null
        : {
            appliesBecause: applied.appliesBecause,
            configuration: applied.configuration,
            prediction: applied.prediction,
          },
    changes: failed ? changesOf(facts) : [],
    images: {
      running: summaryOf(known(facts['image-running'])),
      attempted: failed ? summaryOf(known(facts['image-attempted'])) : null,
    },
    timeline: timelineOf(facts),
    actions: named(actionsOf(outcome, causes, facts, Date.parse(bundle.collectedAt))),
    questions: failed ? questionsOf(facts, contract) : [],
    filesToReview: failed && outcome !== 'healthy' ? filesToReview(facts, contract, findings) : [],
    gaps: gapsOf(bundle.evidence).filter((gap) => outcome !== 'healthy' || gap.status !== 'skipped'),
    redactions: bundle.redactions,
  } satisfies Omit<Report, 'headline'>;
  return {...draft, headline: headlineOf(draft)};
}

/** The user's grade wins. What speaks of a failed start is no error on a service that started: a warning at most. */
function graded(finding: Finding, outcome: Outcome, options: DiagnoseOptions): Severity {
  const grade = options.rules?.[finding.rule];
  if (grade !== undefined && grade !== 'off') return grade;
  return outcome === 'healthy' && finding.severity === 'error' ? 'warning' : finding.severity;
}

const FAILURES = new Set(['health-check-failed', 'pull-failed', 'deploy-failed', 'build-failed']);

/** Whether the examined deployment failed: the operation says so, or, while it runs, App Runner's own lines do. */
function hasFailed(facts: FactSet): boolean {
  const state = known(facts.examination)?.state;
  if (state === 'failed' || state === 'rolled-back' || state === 'rolling-back') return true;
  if (state === 'succeeded') return false;
  const events = known(facts.events) ?? [];
  const failure = events.findLastIndex(
    (event) =>
      FAILURES.has(event.kind) || (event.kind === 'deployment' && event.what === 'failed') || exitedByItself([event]),
  );
  const success = events.findLastIndex(
    (event) =>
      event.kind === 'routed' ||
      event.kind === 'health-check-ok' ||
      (event.kind === 'deployment' && event.what === 'completed'),
  );
  if (state === undefined || state === 'none') return failure > success && failure !== -1;
  return failure !== -1;
}

function outcomeOf(facts: FactSet, ranked: readonly Ranked[], failed: boolean, findings: readonly Finding[]): Outcome {
  const decided = ranked.some((r) => r.verdict === 'confirmed' || r.verdict === 'likely');
  if (decided) return 'failing';
  if (failed) return 'inconclusive';
  // Healthy must be seen: the service and its operations are essential to that word.
  if (facts.service.status !== 'collected' || facts.operations.status === undefined) return 'inconclusive';
  if (facts.operations.status !== 'collected' && facts.operations.status !== 'absent') return 'inconclusive';
  const examination = known(facts.examination);
  const state = examination?.state;
  if (state === 'in-progress') return 'inconclusive';
  // A deployment whose status says nothing that is known has not been seen to succeed.
  if (state === 'none' && examination?.operation !== undefined) return 'inconclusive';
  // That it came back has not been seen.
  if (findings.some(({rule, data}) => rule === 'exited-after-deployment' && data?.['recent'] === true)) {
    return 'inconclusive';
  }
  const status = known(facts.service)?.status;
  return status === 'RUNNING' || (status === 'OPERATION_IN_PROGRESS' && state === 'succeeded')
    ? 'healthy'
    : 'inconclusive';
}

function toReported(ranked: Ranked, facts: FactSet): RankedCause {
  const {cause, verdict, phase, because, against, missing} = ranked;
  const next = verdict === 'ruled-out' ? [] : stepsOf(ranked, facts);
  return {cause: cause.id, title: cause.title, phase, verdict, because, against, missing, next};
}

function rolledBackOf(facts: FactSet): Report['rolledBack'] {
  const state = known(facts.examination)?.state;
  if (state !== 'rolled-back' && state !== 'rolling-back') return false;
  const pulling = known(facts.events)?.find((event) => event.kind === 'pulling');
  const attempted = known(facts['image-attempted'])?.reference ?? (pulling?.kind === 'pulling' ? pulling.image : null);
  const source = known(facts.service)?.source;
  const running = source?.kind === 'image' ? source.image : (known(facts['image-running'])?.reference ?? null);
  return {attempted, running};
}

function deploymentOf(facts: FactSet): DeploymentSummary | null {
  const examination = known(facts.examination);
  const operation = examination?.operation;
  if (examination === undefined || operation === undefined) return null;
  const {startedAt, endedAt} = operation;
  const good = examination.previousGood;
  return {
    operationId: operation.id,
    type: operation.type ?? null,
    status: operation.status ?? null,
    startedAt: startedAt === undefined ? null : iso(startedAt),
    endedAt: endedAt === undefined ? null : iso(endedAt),
    durationSeconds: startedAt === undefined || endedAt === undefined ? null : Math.round((endedAt - startedAt) / 1000),
    failedInARow: examination.failedInARow.length,
    previousGood:
      good === undefined
        ? null
        : {operationId: good.id, endedAt: good.endedAt === undefined ? null : iso(good.endedAt)},
  };
}

function targetOf(evidence: EvidenceSet, bundle: Bundle): Target {
  const service = known(evidence.service);
  return {
    platform: 'app-runner',
    service: service?.name ?? bundle.request.service ?? 'unknown',
    id: service?.id ?? null,
    arn: service?.arn ?? null,
    account: service?.account ?? null,
    region: service?.region ?? null,
    status: service?.status ?? null,
    identity: known(evidence.identity)?.arn ?? null,
  };
}

function filesToReview(
  facts: FactSet,
  contract: Contract,
  findings: readonly {rule: string; data?: {readonly [key: string]: unknown}}[],
): Report['filesToReview'] {
  const frames = findings.flatMap((finding) => {
    const frame = finding.data?.['frame'];
    return typeof frame === 'string' ? [{path: frame, why: 'the innermost frame of the error'}] : [];
  });
  const contractFiles = facts.prediction.status === 'collected' ? contract.files : [];
  return [...frames, ...contractFiles];
}

import type {Hypothesis} from '../report/model.js';
import {isGap} from './evaluate.js';
import {known} from './phases.js';
import {type AnyRule, type Fact, type FactId, type FactSet, type Finding, findingText} from './rule.js';
import type {Missing, Reason, Strength, Verdict} from './verdict.js';

/**
 * Why does the good version run and the bad one not? Three answers that people argue about, each with a verdict.
 * Judged by the same rules as causes, only where a good and a failed deployment are known.
 */
export function hypothesesOf(
  facts: FactSet,
  findings: readonly Finding[],
  rules: ReadonlyMap<string, AnyRule>,
): Hypothesis[] {
  const examination = known(facts.examination);
  if (examination?.operation === undefined || examination.state === 'succeeded' || examination.state === 'none')
    return [];
  const say = speaker(findings, rules);
  return [environmentChanged(facts, say), validationChanged(facts, say), failsOnImport(facts, say)];
}

type Say = (rule: string, strength?: Strength) => Reason[];

function environmentChanged(facts: FactSet, say: Say): Hypothesis {
  const because = [
    ...say('variables-lost', 'direct'),
    ...say('lost-variable-error', 'indirect'),
    ...say('many-required-missing', 'indirect'),
    ...say('variables-supplied', 'correlated'),
  ];
  const against = say('variables-unchanged');
  const missing = gaps(facts, ['change-history', 'baseline']);
  return {
    id: 'environment-changed',
    title: 'The environment changed between the good and the failed version',
    verdict: against.length > 0 ? 'ruled-out' : verdict(because, missing.length > 0),
    because,
    against,
    missing: against.length > 0 ? [] : missing,
  };
}

function validationChanged(facts: FactSet, say: Say): Hypothesis {
  const because = [
    ...say('contract-file-changed', 'direct'),
    ...say('good-version-runs-violated', 'indirect'),
    ...say('history-names-contract-file', 'indirect'),
  ];
  const against = [...say('contract-files-same'), ...say('contract-satisfied'), ...say('validation-disabled')];
  const missing =
    facts['image-files'].status === 'collected' ? [] : gaps(facts, ['image-files', 'prediction', 'image-attempted']);
  return {
    id: 'validation-changed',
    title: 'The validation was added or changed between the good and the failed version',
    verdict: against.length > 0 ? 'ruled-out' : verdict(because, missing.length > 0),
    because,
    against,
    missing: against.length > 0 ? [] : missing,
  };
}

function failsOnImport(facts: FactSet, say: Say): Hypothesis {
  const because = [...say('import-error', 'direct'), ...say('import-not-in-image', 'indirect')];
  const beyond = because.some((reason) => reason.strength === 'direct')
    ? []
    : [
        ...say('validation-line'),
        ...say('listens-as-checked'),
        ...say('listen-port-differs'),
        ...say('health-path-answered'),
        ...say('image-not-amd64'),
      ];
  // Nothing was printed at all: an import that fails before any output would look like this, and so would much else.
  const silent = because.length === 0 ? say('no-application-log', 'correlated') : [];
  const missing = gaps(facts, ['app-records']);
  return {
    id: 'fails-on-import',
    title: 'The failed version breaks while its code is imported',
    verdict:
      beyond.length > 0
        ? 'ruled-out'
        : verdict([...because, ...silent], missing.length > 0, known(facts['app-records'])?.length),
    because: [...because, ...silent],
    against: beyond,
    missing,
  };
}

function verdict(because: readonly Reason[], gap: boolean, lines?: number): Verdict {
  if (because.some((reason) => reason.strength === 'direct')) return 'confirmed';
  const indirect = because.filter((reason) => reason.strength === 'indirect');
  if (new Set(indirect.map((reason) => reason.at[0]?.evidence)).size >= 2) return 'likely';
  if (because.length > 0) return 'possible';
  if (lines !== undefined && lines > 0) return 'ruled-out';
  return gap ? 'unknown' : 'possible';
}

function speaker(findings: readonly Finding[], rules: ReadonlyMap<string, AnyRule>): Say {
  return (id, strength) =>
    findings
      .filter((finding) => finding.rule === id)
      .map((finding) => ({
        rule: id,
        ...(strength && {strength: finding.outlived ? ('correlated' as const) : strength}),
        text: findingText(finding, rules.get(id)),
        at: finding.at,
      }));
}

function gaps(facts: FactSet, ids: readonly FactId[]): Missing[] {
  return ids.flatMap((id) => {
    const fact: Fact<unknown> = facts[id];
    return isGap(fact) ? [{evidence: id, text: fact.why, fix: fact.fix ?? null}] : [];
  });
}

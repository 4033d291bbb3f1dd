import type {Missing} from '../engine/verdict.js';
import type {Gap, RankedCause, Report} from './model.js';
import {EVIDENCE} from './words.js';

export interface MissingWords {
  readonly text: string;
  readonly fix: string | null;
}

/** What rules ask for that is derived from a piece of evidence: its name there. */
const DERIVED: readonly (readonly [string, string])[] = [
  ['events', EVIDENCE['service-log']],
  ['app-records', EVIDENCE['application-log']],
];

/** What a judgement lacks, each once, with the name of the evidence before a reason that does not name it. */
export function missingWords(list: readonly Missing[]): readonly MissingWords[] {
  const names: ReadonlyMap<string, string> = new Map([...Object.entries(EVIDENCE), ...DERIVED]);
  const words = list.map(({evidence, text, fix}) => {
    const name = names.get(evidence) ?? evidence;
    return {text: text.toLowerCase().includes(name.toLowerCase()) ? text : `${name}: ${text}`, fix};
  });
  return [...new Map(words.map((word) => [JSON.stringify(word), word])).values()];
}

/** Causes that stand: with something for them. */
export function standingCauses(report: Report): readonly RankedCause[] {
  return report.causes.filter(({verdict}) => verdict !== 'ruled-out' && verdict !== 'unknown');
}

/** Causes that nothing speaks for, and that could not be judged. */
export function unjudgedCauses(report: Report): readonly RankedCause[] {
  return report.causes.filter(({verdict}) => verdict === 'unknown');
}

/** Something that could not be read, and the causes that only it leaves open. */
export interface Unjudged {
  readonly missing: MissingWords;
  readonly causes: readonly RankedCause[];
}

/** The causes that could not be judged, by what they lack: one permission may leave thirty of them open. */
export function unjudgedByLack(report: Report): readonly Unjudged[] {
  const groups = new Map<string, {list: Missing[]; causes: Set<RankedCause>}>();
  for (const cause of unjudgedCauses(report)) {
    for (const missing of cause.missing) {
      const key = JSON.stringify([missing.text, missing.fix]);
      const group = groups.get(key) ?? {list: [], causes: new Set()};
      groups.set(key, {list: [...group.list, missing], causes: group.causes.add(cause)});
    }
  }
  return [...groups.values()].flatMap(({list, causes}) => {
    const [missing] = missingWords(list);
    return missing === undefined ? [] : [{missing, causes: [...causes]}];
  });
}

export function ruledOutCauses(report: Report): readonly RankedCause[] {
  return report.causes.filter(({verdict}) => verdict === 'ruled-out');
}

/** Gaps that say more than "not asked for", and the names of those that do not. */
export function splitGaps(gaps: readonly Gap[]): {readonly told: readonly Gap[]; readonly notAskedFor: string | null} {
  const isPlain = ({status, why, fix}: Gap) => status === 'skipped' && fix === null && /^not asked for\.?$/i.test(why);
  const names = gaps.filter(isPlain).map(({evidence}) => EVIDENCE[evidence]);
  return {
    told: gaps.filter((gap) => !isPlain(gap)),
    notAskedFor: names.length === 0 ? null : `not asked for: ${names.join(', ')}`,
  };
}

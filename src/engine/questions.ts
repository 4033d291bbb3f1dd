import type {Contract} from '../contract/model.js';
import type {Configuration, SecretReference, Variable} from '../evidence/model.js';
import type {Report} from '../report/model.js';
import {known} from './phases.js';
import type {AppliedPrediction, FactSet, Pointer} from './rule.js';

/** Answers the contract's open questions from the evidence: by name and form, never by value. */
export function questionsOf(facts: FactSet, contract: Contract): Report['questions'] {
  const applied = known(facts.prediction);
  const service = known(facts.service);
  if (applied === undefined || service === undefined) return [];
  return contract.questions.map((question) => ({
    question: question.question,
    answer: [
      ...question.variables.map((name) =>
        describe(name, service.configuration, known(facts['image-attempted'])?.config?.variables),
      ),
      ...question.checks.map((id) => checkAnswer(id, applied)),
    ]
      .filter((part) => part !== '')
      .join('; ')
      .concat(AS[applied.configuration]),
    at: question.variables.map((name): Pointer => ({evidence: 'service', path: `configuration.variables.${name}`})),
  }));
}

const AS = {
  current: '',
  attempted: '',
  'rolled-back-to': ' (as rolled back to)',
  'changed-since': ' (as a later update left it)',
} as const satisfies Record<AppliedPrediction['configuration'], string>;

function checkAnswer(id: string, {prediction}: AppliedPrediction): string {
  const check = prediction.checks.find((c) => c.id === id);
  if (check === undefined) return '';
  const words = {pass: 'passes', fail: 'FAILS', unknown: 'cannot be judged', 'not-run': 'is not run'} satisfies Record<
    typeof check.status,
    string
  >;
  return `${id} ${words[check.status]}: ${check.message}`;
}

function describe(name: string, configuration: Configuration, image: readonly Variable[] | undefined): string {
  const secret = configuration.secrets.find((s) => s.name === name);
  if (secret !== undefined) return `${name} comes from ${secretWords(secret)}; its value was not read`;
  const variable = configuration.variables.find((v) => v.name === name) ?? image?.find((v) => v.name === name);
  if (variable === undefined) return `${name} is not set`;
  return `${name} is ${describeVariable(variable)}`;
}

function secretWords({kind}: SecretReference): string {
  return {'secrets-manager': 'Secrets Manager', ssm: 'an SSM parameter', unknown: 'a secret'}[kind];
}

/** "set (plain, 44 characters, a postgresql URL)". */
export function describeVariable(variable: Variable): string {
  if (variable.shown !== undefined) return `"${variable.shown}"`;
  const {traits} = variable;
  if (traits.empty) return 'set but empty';
  const form = [
    variable.source === 'image' ? "from the image's ENV" : 'plain',
    `${variable.length} characters`,
    traits.scheme && `a ${traits.scheme} URL`,
    traits.host && `host: ${traits.host}`,
    traits.parts && `${traits.parts} parts`,
    traits.wildcard ? 'with a wildcard' : traits.parts && 'no wildcard',
    traits.placeholder && 'looks like a placeholder',
  ];
  return `set (${form.filter(Boolean).join(', ')})`;
}

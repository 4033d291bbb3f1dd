import {defineRule} from '../engine/rule.js';
import type {Image} from '../evidence/model.js';

const VALIDATION = /\b[\w./-]*(?:validation|validate)[\w./-]*\b/i;

/** A build step that only the failed image has names validation code. Weak: a step's text is not its content. */
export const historyNamesContractFile = defineRule({
  id: 'history-names-contract-file',
  title: 'A build step that only the failed image has names validation code',
  phase: 'start',
  severity: 'info',
  needs: ['image-attempted', 'image-running'],
  check({'image-attempted': attempted, 'image-running': running}) {
    if (attempted.digest === undefined || attempted.digest === running.digest) return [];
    const before = new Set(steps(running));
    const added = steps(attempted).filter((step) => !before.has(step) && VALIDATION.test(step));
    const first = added[0];
    if (first === undefined) return [];
    return [
      {data: {step: first}, at: [{evidence: 'image-attempted' as const, path: 'config.history', excerpt: first}]},
    ];
  },
  message: ({step}) => `Only the attempted image has the build step: ${step}`,
});

function steps(image: Image): string[] {
  return (image.config?.history ?? []).flatMap((step) => (step.createdBy === undefined ? [] : [step.createdBy.trim()]));
}

import {defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import type {Finding} from '../engine/rule.js';
import {describeSecret, improve, read} from '../engine/steps.js';

/** The reference that leads nowhere. What else supports the cause quotes log lines. */
function missing(findings: readonly Finding[]): string | undefined {
  return findings.find(({rule}) => rule === 'secret-not-found')?.at[0]?.excerpt;
}

export const secretMissing = defineCause({
  id: 'secret-missing',
  title: 'A referenced secret or parameter does not exist',
  phases: ['provision', 'start'],
  supports: [
    {rule: 'secret-not-found', strength: 'direct'},
    {rule: 'never-provisioned', strength: 'indirect', with: 'uses-secrets'},
  ],
  refutes: [{rule: 'application-ran', unless: 'secret-not-found'}],
  needs: ['events', 'service'],
  fix: (findings, facts) => [
    read(
      'See whether the secret exists (its value is not read)',
      describeSecret(missing(findings) ?? known(facts.service)?.configuration.secrets[0]?.reference, facts),
    ),
    improve(
      'Correct the ARN (the six random characters and the JSON key included) or create the secret, then deploy',
      'short-term',
    ),
  ],
  separate: (facts) =>
    read(
      'See whether each referenced secret exists (no value is read)',
      describeSecret(known(facts.service)?.configuration.secrets[0]?.reference, facts),
    ),
});

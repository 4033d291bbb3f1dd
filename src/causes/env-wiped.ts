import {dataIs, defineCause} from '../engine/cause.js';
import type {Finding} from '../engine/rule.js';
import {improve, read, region, serviceName, setVariables} from '../engine/steps.js';

export const envWiped = defineCause({
  id: 'env-wiped',
  title: 'An update sent a partial variable map, which replaced the whole',
  phases: ['start'],
  supports: [
    {rule: 'variables-lost', strength: 'direct', when: (finding) => lostCount(finding) > 1},
    {rule: 'variables-lost', strength: 'indirect', when: (finding) => lostCount(finding) === 1},
    {
      rule: 'lost-variable-error',
      strength: 'direct',
      when: (finding) => isCertain(finding),
    },
    {
      rule: 'lost-variable-error',
      strength: 'indirect',
      when: (finding) => !isCertain(finding),
    },
    {rule: 'map-looks-partial', strength: 'indirect'},
    {rule: 'missing-variable-error', strength: 'indirect', with: 'map-looks-partial'},
    {rule: 'many-required-missing', strength: 'indirect'},
    {rule: 'variables-supplied', strength: 'correlated'},
  ],
  refutes: [
    {
      rule: 'variables-unchanged',
      when: dataIs('why', 'omitted', 'baseline'),
      unless: ['variables-lost', 'map-looks-partial'],
    },
    {
      rule: 'variables-unchanged',
      when: dataIs('why', 'start-deployment'),
      unless: ['variables-lost', 'map-looks-partial', 'many-required-missing'],
    },
  ],
  needs: ['service', 'change-history'],
  fix(findings, facts) {
    const names = [
      ...new Set(
        findings.flatMap((finding) => [...strings(finding.data?.['lost']), ...strings(finding.data?.['variables'])]),
      ),
    ];
    return [
      ...(names.length > 0 ? [setVariables(names, facts)] : []),
      read(
        'Compare the variables with a saved bundle or an env file, by name',
        `nerava-diag env ${serviceName(facts)} --region ${region(facts)} --against BUNDLE_OR_ENV_FILE`,
      ),
      improve('Never call update-service with a partial map: read, merge, show the difference, write', 'short-term'),
      improve(
        'Save a bundle after each good deployment (`nerava-diag collect -o good.json`) to compare against',
        'medium-term',
      ),
    ];
  },
  separate: (facts) =>
    read(
      'See in CloudTrail whether the update supplied variables (their names and values are hidden there)',
      `aws cloudtrail lookup-events --region ${region(facts)} --lookup-attributes AttributeKey=EventName,AttributeValue=UpdateService --query 'Events[].CloudTrailEvent' --output text`,
    ),
});

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function lostCount(finding: Finding): number {
  return strings(finding.data?.['lost']).length;
}

/** Nothing but another map explains it: CloudTrail saw one, several names are gone, or the environment was read just there. */
function isCertain(finding: Finding): boolean {
  const {supplied, environ, variables} = finding.data ?? {};
  return supplied === true || environ === true || strings(variables).length > 1;
}

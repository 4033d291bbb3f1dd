import {defineRule} from '../engine/rule.js';

export const connectorBroken = defineRule({
  id: 'connector-broken',
  title: 'The VPC connector cannot work',
  phase: 'provision',
  severity: 'error',
  needs: ['network'],
  check({network: {connector}}) {
    if (connector === undefined) return [];
    const what = !connector.exists
      ? 'does not exist'
      : connector.status !== undefined && connector.status !== 'ACTIVE'
        ? `is ${connector.status}`
        : connector.subnets.length > 0 && connector.subnets.every((s) => !s.exists)
          ? 'refers to subnets that do not exist'
          : undefined;
    return what === undefined
      ? []
      : [{data: {what}, at: [{evidence: 'network' as const, path: 'connector', excerpt: connector.arn}]}];
  },
  message: ({what}) => `The VPC connector ${what}`,
});

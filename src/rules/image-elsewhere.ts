import {defineRule} from '../engine/rule.js';
import {pullReason} from './pull-failed.js';

export const imageElsewhere = defineRule({
  id: 'image-elsewhere',
  title: "The image lies in another region or account than the service's",
  phase: 'pull',
  severity: 'warning',
  needs: ['service', 'image-attempted'],
  mayLack: ['events'],
  check({service, 'image-attempted': image, events}) {
    const region = image.region !== undefined && image.region !== service.region ? image.region : null;
    const account =
      image.registryAccount !== undefined && image.registryAccount !== service.account ? image.registryAccount : null;
    if (region === null && account === null) return [];
    const lines = events.status === 'collected' ? events.value : [];
    const pullFailed =
      lines.some((event) => pullReason(event) !== undefined) && !lines.some((event) => event.kind === 'pull-ok');
    return [
      {
        data: {region, account, pullFailed},
        at: [{evidence: 'image-attempted' as const, path: 'reference', excerpt: image.reference}],
      },
    ];
  },
  message: ({region, account}) =>
    `The image lies in ${[region && `region ${region}`, account && `account ${account}`].filter(Boolean).join(' and ')}, the service does not`,
});

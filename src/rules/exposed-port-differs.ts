import {checkedEndpoint} from '../engine/health.js';
import {defineRule} from '../engine/rule.js';

export const exposedPortDiffers = defineRule({
  id: 'exposed-port-differs',
  title: 'The image exposes another port than the one checked',
  phase: 'health',
  severity: 'warning',
  needs: ['service', 'events', 'image-attempted'],
  check({service, events, 'image-attempted': image}) {
    const {port} = checkedEndpoint(events, service);
    const exposed = (image.config?.exposedPorts ?? []).map((text) => Number.parseInt(text, 10)).filter(Number.isFinite);
    if (port === undefined || exposed.length === 0 || exposed.includes(port)) return [];
    return [
      {
        data: {exposed, expected: port},
        at: [
          {evidence: 'image-attempted' as const, path: 'config.exposedPorts', excerpt: `EXPOSE ${exposed.join(' ')}`},
        ],
      },
    ];
  },
  message: ({exposed, expected}) =>
    `The image exposes port ${Array.isArray(exposed) ? exposed.join(', ') : exposed}; App Runner checks port ${expected}`,
});

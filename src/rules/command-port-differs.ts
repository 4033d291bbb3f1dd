import {portIn} from '../engine/command.js';
import {checkedEndpoint} from '../engine/health.js';
import {defineRule} from '../engine/rule.js';

/** The command names a port that is not the one checked. EXPOSE and PORT are weaker still. */
export const commandPortDiffers = defineRule({
  id: 'command-port-differs',
  title: 'The command names another port than the one checked',
  phase: 'health',
  severity: 'warning',
  needs: ['service', 'events'],
  mayLack: ['image-attempted'],
  judgesConfiguration: true,
  check({service, events, 'image-attempted': image}) {
    const {port} = checkedEndpoint(events, service);
    if (port === undefined) return [];
    const start = service.configuration.startCommand;
    const own =
      image.status === 'collected'
        ? [...(image.value.config?.entrypoint ?? []), ...(image.value.config?.cmd ?? [])].join(' ')
        : '';
    const named = portIn(start ?? own);
    if (named === undefined || named === port) return [];
    const at =
      start === undefined
        ? ({evidence: 'image-attempted', path: 'config.cmd', excerpt: own} as const)
        : ({evidence: 'service', path: 'configuration.startCommand', excerpt: start} as const);
    return [{data: {named, expected: port}, at: [at]}];
  },
  message: ({named, expected}) => `The command names port ${named}; App Runner checks port ${expected}`,
});

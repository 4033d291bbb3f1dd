import {portIn} from '../engine/command.js';
import {checkedEndpoint} from '../engine/health.js';
import {defineRule} from '../engine/rule.js';

/** The command, held against the image and the check: what will run names the very port that is checked. */
export const commandPortMatches = defineRule({
  id: 'command-port-matches',
  title: 'The command names the port that is checked',
  phase: 'health',
  severity: 'info',
  needs: ['service', 'events', 'image-attempted'],
  judgesConfiguration: true,
  check({service, events, 'image-attempted': image}) {
    const {port} = checkedEndpoint(events, service);
    const start = service.configuration.startCommand;
    const own = [...(image.config?.entrypoint ?? []), ...(image.config?.cmd ?? [])].join(' ');
    const command = start ?? own;
    if (port === undefined || portIn(command) !== port) return [];
    const at =
      start === undefined
        ? ({evidence: 'image-attempted', path: 'config.cmd', excerpt: own} as const)
        : ({evidence: 'service', path: 'configuration.startCommand', excerpt: start} as const);
    return [{data: {port, from: start === undefined ? "the image's CMD" : 'the StartCommand'}, at: [at]}];
  },
  message: ({port, from}) => `What runs is ${from}, and it names port ${port}, the one that is checked`,
});

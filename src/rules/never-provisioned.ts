import {sawEvents} from '../engine/phases.js';
import {atEvent} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** Pulled, then failed at once, without provisioning or a health check: nothing of the application ran. */
export const neverProvisioned = defineRule({
  id: 'never-provisioned',
  title: 'The deployment failed between the pull and the first health check',
  phase: 'provision',
  severity: 'error',
  needs: ['events'],
  mayLack: ['application-log'],
  check({events, 'application-log': log}) {
    // The lines that are not there would stand in a stream that was not seen.
    if (!sawEvents(events)) return [];
    const pulled = events.find((event) => event.kind === 'pull-ok');
    const failed = events.find(
      (event) => event.kind === 'deploy-failed' || (event.kind === 'deployment' && event.what === 'failed'),
    );
    if (pulled === undefined || failed === undefined || failed.timestamp < pulled.timestamp) return [];
    if (events.some((e) => e.kind === 'provisioning' || e.kind === 'exit' || e.kind.startsWith('health-check')))
      return [];
    if (log.status === 'collected' && log.value.streams.length > 0) return [];
    const seconds = Math.round((failed.timestamp - pulled.timestamp) / 1000);
    return [{data: {seconds}, at: [atEvent(failed), atEvent(pulled)]}];
  },
  message: ({seconds}) =>
    `The image was pulled and the deployment failed ${seconds} s later, without provisioning, health check or exit line: no container was started`,
});

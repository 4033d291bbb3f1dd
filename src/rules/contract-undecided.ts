import {defineRule} from '../engine/rule.js';
import {IMAGE_UNREAD} from '../engine/startup-check.js';

export const contractUndecided = defineRule({
  id: 'contract-undecided',
  title: 'What was not read decides whether the start-up contract is satisfied',
  phase: 'start',
  severity: 'info',
  needs: ['prediction'],
  check({prediction: {prediction, configuration, disabled, imageUnread}}) {
    if (configuration === 'changed-since') {
      return [
        {data: {changed: true}, at: [{evidence: 'service', path: 'configuration', excerpt: 'of a later update'}]},
      ];
    }
    if (imageUnread && prediction.outcome === 'starts' && disabled !== 'skipped') {
      return [{data: {image: true}, at: [{evidence: 'service', path: 'configuration', excerpt: IMAGE_UNREAD}]}];
    }
    if (prediction.outcome !== 'unknown') return [];
    const open = prediction.checks.filter((check) => check.status === 'unknown').map((check) => check.id);
    return [
      {
        data: {checks: open},
        at: [{evidence: 'service' as const, path: 'configuration.secrets', excerpt: open.join(', ')}],
      },
    ];
  },
  message: ({checks, image, changed}) =>
    changed
      ? 'An update has changed the configuration since: whether the one of this deployment satisfied the start-up contract is not known'
      : image
        ? "The checks of the start-up contract pass, but the image's own ENV, which was not read, may change that"
        : `Values behind secrets decide ${Array.isArray(checks) ? checks.join(', ') : 'the checks'}; they were not read`,
});

import {EVIDENCE_IDS} from '../evidence/ids.js';
import type {EvidenceSet} from '../evidence/model.js';
import type {Gap} from '../report/model.js';

/** What could not be seen, or was not asked for; the holes inside what was seen too. */
export function gapsOf(evidence: EvidenceSet): Gap[] {
  return EVIDENCE_IDS.flatMap((evidenceId): Gap[] => {
    const item = evidence[evidenceId];
    if (item.status === 'absent') return [];
    if (item.status !== 'collected') {
      return [{evidence: evidenceId, status: item.status, why: item.why, fix: item.fix ?? null}];
    }
    return holesOf(evidence, evidenceId).map(({what, why, fix}) => ({
      evidence: evidenceId,
      status: 'error',
      why: `${what}: ${why}`,
      fix: fix ?? null,
    }));
  });
}

interface Hole {
  readonly what: string;
  readonly why: string;
  readonly fix?: string;
}

function holesOf(evidence: EvidenceSet, id: keyof EvidenceSet): readonly Hole[] {
  switch (id) {
    case 'service': {
      const {service} = evidence;
      const secrets = service.status === 'collected' ? service.value.configuration.secrets : [];
      return secrets.flatMap(({name, unresolved}) =>
        unresolved === undefined ? [] : [{what: `value of ${name}`, ...unresolved}],
      );
    }
    case 'service-log': {
      const log = evidence['service-log'];
      return log.status === 'collected' && log.truncated === true
        ? [{what: 'App Runner’s own lines', why: 'some could not be read, those since the deployment perhaps'}]
        : [];
    }
    case 'secrets': {
      const {secrets} = evidence;
      const checks = secrets.status === 'collected' ? secrets.value : [];
      return checks.flatMap(({variable, status, why, fix}) =>
        status === 'gap'
          ? [{what: `the secret of ${variable}`, why: why ?? 'not looked up', ...(fix !== undefined && {fix})}]
          : [],
      );
    }
    case 'roles':
    case 'network':
    case 'image-attempted':
    case 'image-running': {
      const item = evidence[id];
      return item.status === 'collected' ? (item.value.gaps ?? []) : [];
    }
    default:
      return [];
  }
}

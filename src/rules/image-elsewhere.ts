import {known} from '../engine/phases.js';
import {atEvent} from '../engine/pointers.js';
import {defineRule, type Fact, type Facts, type Pointer} from '../engine/rule.js';
import {pullReason} from './pull-failed.js';

/** The reference alone says it: an image that lies elsewhere is often one that we may not read either. */
export const imageElsewhere = defineRule({
  id: 'image-elsewhere',
  title: "The image lies in another region or account than the service's",
  phase: 'pull',
  severity: 'warning',
  needs: ['service'],
  mayLack: ['image-attempted', 'events', 'examination'],
  check({service, 'image-attempted': attempted, events, examination}) {
    const lines = known(events) ?? [];
    const place = placeOf(attempted, lines, service, known(examination));
    if (place === undefined) return [];
    const region = place.region !== service.region ? place.region : null;
    const account = place.account !== service.account ? place.account : null;
    if (region === null && account === null) return [];
    const pullFailed =
      lines.some((event) => pullReason(event) !== undefined) && !lines.some((event) => event.kind === 'pull-ok');
    return [{data: {region, account, pullFailed}, at: [place.at]}];
  },
  message: ({region, account}) =>
    `The image lies in ${[region && `region ${region}`, account && `account ${account}`].filter(Boolean).join(' and ')}, the service does not`,
});

interface Place {
  readonly region: string;
  readonly account: string;
  readonly at: Pointer;
}

/** Where the attempted image lies: as read, as App Runner's line names it, or as the service does while nothing was rolled back. */
function placeOf(
  attempted: Fact<Facts['image-attempted']>,
  lines: Facts['events'],
  service: Facts['service'],
  examination: Facts['examination'] | undefined,
): Place | undefined {
  const image = known(attempted);
  if (image?.region !== undefined && image.registryAccount !== undefined) {
    const at = {evidence: 'image-attempted' as const, path: 'reference', excerpt: image.reference};
    return {region: image.region, account: image.registryAccount, at};
  }
  const pulling = lines.find((event) => event.kind === 'pulling');
  if (pulling?.kind === 'pulling') return parse(pulling.image, atEvent(pulling));
  if (service.source.kind !== 'image' || examination?.state === 'rolled-back') return undefined;
  return parse(service.source.image, {evidence: 'service', path: 'source.image', excerpt: service.source.image});
}

function parse(reference: string, at: Pointer): Place | undefined {
  const [, account, region] = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\./.exec(reference) ?? [];
  return account === undefined || region === undefined ? undefined : {region, account, at};
}

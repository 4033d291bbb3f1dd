import type {Pointer} from '../engine/rule.js';
import type {Target} from './model.js';

/** The AWS console's page of the service; null where its address cannot be made. */
export function serviceLink({arn, region}: Target): string | null {
  if (arn === null || !isRegion(region)) return null;
  return `${consoleOf(region)}/apprunner/home?region=${region}#/services/dashboard?service_arn=${encodeURIComponent(arn)}`;
}

/** The console's page of the log stream in which a line stands; null for what is no log line. */
export function logLink(pointer: Pointer, {service, id, region}: Target): string | null {
  const group = {'service-log': 'service', 'application-log': 'application'}[pointer.evidence as string];
  if (group === undefined || pointer.stream === undefined || id === null || !isRegion(region)) return null;
  const name = `/aws/apprunner/${service}/${id}/${group}`;
  return `${consoleOf(region)}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${twice(name)}/log-events/${twice(pointer.stream)}`;
}

function isRegion(region: string | null): region is string {
  return region !== null && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region);
}

function consoleOf(region: string): string {
  return `https://${region}.console.aws.amazon.com`;
}

/** The console's router wants what it shows encoded twice, with $ for %. */
function twice(text: string): string {
  return encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');
}

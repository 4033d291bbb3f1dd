import {lookupChanges, type TrailEvent} from '../../aws/cloud-trail.js';
import type {Found} from '../attempt.js';
import type {ChangeEvent, HealthCheck} from '../model.js';
import type {OptionalContext} from './optional-context.js';
import {given} from './service.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** CloudTrail's event history. */
const KEPT = 90 * DAY;
const CHANGES = new Set(['CreateService', 'UpdateService', 'StartDeployment', 'PauseService', 'ResumeService']);

/** Who changed the service since its last good deployment, and with which image, port and health check. */
export async function collectChangeHistory(
  {aws, target, examination, now}: OptionalContext,
  signal: AbortSignal,
): Promise<Found<readonly ChangeEvent[]>> {
  const to = Math.min(examination?.window?.to ?? now(), now());
  const since = examination?.previousGood?.startedAt ?? examination?.window?.from ?? to - 7 * DAY;
  const {events, complete} = await lookupChanges(aws, {from: since - 10 * MINUTE, to}, {signal});
  // Beyond its reach, silence is no fact: nothing found says nothing.
  if (events.length === 0 && to < now() - KEPT) {
    return {skipped: 'CloudTrail keeps 90 days, and the deployment is older'};
  }
  const ours = events.filter((e) => CHANGES.has(e.name) && concerns(e, target.arn, target.name));
  return {value: ours.map(readChange).sort((a, b) => b.at - a.at), ...(!complete && {truncated: true})};
}

function concerns({record}: TrailEvent, arn: string, name: string): boolean {
  const request = object(record['requestParameters']);
  const answered = object(object(record['responseElements'])?.['service']);
  const named = [request?.['serviceArn'], answered?.['serviceArn']];
  if (named.some((n) => typeof n === 'string')) return named.includes(arn);
  return request?.['serviceName'] === name;
}

/** CloudTrail hides the variables' values, but not that a map was sent. */
export function readChange({name, at, by, record}: TrailEvent): ChangeEvent {
  const request = object(record['requestParameters']);
  const source = object(request?.['sourceConfiguration']);
  const image = object(source?.['imageRepository']);
  const configuration =
    object(image?.['imageConfiguration']) ??
    object(object(object(source?.['codeRepository'])?.['codeConfiguration'])?.['codeConfigurationValues']);
  const answer = object(record['responseElements']);
  const isChange = name === 'UpdateService' || name === 'CreateService';
  const sent = (key: string): 'supplied' | 'omitted' =>
    configuration?.[key] === undefined || configuration[key] === null ? 'omitted' : 'supplied';
  return {
    name,
    at,
    ...given('by', by),
    ...given('image', string(image?.['imageIdentifier'])),
    ...given('port', string(configuration?.['port'])),
    ...given('healthCheck', readHealthCheck(object(request?.['healthCheckConfiguration']))),
    ...(isChange &&
      request !== undefined && {
        variables: sent('runtimeEnvironmentVariables'),
        startCommand: sent('startCommand'),
      }),
    ...given('accessRoleArn', string(object(source?.['authenticationConfiguration'])?.['accessRoleArn'])),
    ...given('instanceRoleArn', string(object(request?.['instanceConfiguration'])?.['instanceRoleArn'])),
    ...given('errorCode', string(record['errorCode'])),
    ...given('operationId', string(answer?.['operationId'])),
  };
}

function readHealthCheck(h: Record<string, unknown> | undefined): HealthCheck | undefined {
  if (h === undefined) return undefined;
  return {
    ...given('protocol', string(h['protocol'])),
    ...given('path', string(h['path'])),
    ...given('intervalSeconds', number(h['interval'])),
    ...given('timeoutSeconds', number(h['timeout'])),
    ...given('healthyThreshold', number(h['healthyThreshold'])),
    ...given('unhealthyThreshold', number(h['unhealthyThreshold'])),
  };
}

function object(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

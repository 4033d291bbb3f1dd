import type {AppRunnerEvent} from '../logs/model.js';
import type {Facts} from './rule.js';

/** What the health check of the examined deployment asked for, and where that stands. */
export interface CheckedEndpoint {
  readonly protocol: string | undefined;
  readonly path: string | undefined;
  readonly port: number | undefined;
  /** From App Runner's own line of that deployment: the attempted configuration. Else from DescribeService. */
  readonly from: 'service-log' | 'service';
}

/** App Runner's line of the deployment wins: after a rollback DescribeService shows the kept configuration. */
export function checkedEndpoint(
  events: readonly AppRunnerEvent[],
  service: Facts['service'] | undefined,
): CheckedEndpoint {
  const line =
    events.find((e) => e.kind === 'health-check-started') ?? events.find((e) => e.kind === 'health-check-failed');
  if (line && 'port' in line && line.port !== undefined) {
    return {protocol: line.protocol, path: line.path, port: Number(line.port), from: 'service-log'};
  }
  const port = service?.configuration.port;
  return {
    protocol: service?.healthCheck?.protocol,
    path: service?.healthCheck?.path,
    port: port === undefined ? undefined : Number(port),
    from: 'service',
  };
}

/** Whether a request path is the health path, apart from query and trailing slash. */
export function isHealthPath(path: string, health: string): boolean {
  const bare = (text: string) => text.replace(/[?#].*$/, '').replace(/(?<=.)\/$/, '');
  return bare(path) === bare(health);
}

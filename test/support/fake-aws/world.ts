import {randomBytes} from 'node:crypto';
import {type Dataset, DEFAULT_ACCOUNT, DEFAULT_REGION, type FakeRepository, type FakeService} from './dataset.js';
import {type BuiltRepository, buildRepository} from './image.js';
import {LogStore} from './log-store.js';

/** A dataset made answerable: names resolved, log events sorted, manifests built. */
export interface World {
  readonly dataset: Dataset;
  readonly account: string;
  readonly region: string;
  readonly caller: string;
  /** `http://127.0.0.1:port` of the server. */
  readonly origin: string;
  readonly services: readonly FakeService[];
  readonly logs: LogStore;
  readonly repositories: ReadonlyMap<string, BuiltRepository & {readonly description: FakeRepository}>;
  readonly layerUrls: LayerUrls;
}

/** Presigned URLs that were handed out. */
export class LayerUrls {
  readonly #expiry = new Map<string, number>();
  readonly #lifetimeMs: number;

  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs;
  }

  sign(origin: string, repository: string, digest: string): string {
    const signature = randomBytes(32).toString('hex');
    this.#expiry.set(signature, Date.now() + this.#lifetimeMs);
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Expires': String(Math.ceil(this.#lifetimeMs / 1000)),
      'X-Amz-Signature': signature,
    });
    return `${origin}/starport/${repository}/${digest}?${query}`;
  }

  holds(signature: string | null): boolean {
    const expiry = signature === null ? undefined : this.#expiry.get(signature);
    return expiry !== undefined && Date.now() < expiry;
  }
}

export function serviceArn(world: Pick<World, 'region' | 'account'>, service: FakeService): string {
  return `arn:aws:apprunner:${world.region}:${world.account}:service/${service.name}/${service.id}`;
}

export function createWorld(dataset: Dataset, origin: string, urlLifetimeMs: number): World {
  const account = dataset.account ?? DEFAULT_ACCOUNT;
  const region = dataset.region ?? DEFAULT_REGION;
  const repositories = Object.entries(dataset.repositories ?? {}).map(
    ([name, description]) => [name, {...buildRepository(name, description), description}] as const,
  );
  return {
    dataset,
    account,
    region,
    caller: dataset.caller ?? `arn:aws:sts::${account}:assumed-role/OnCall/oncall@example.com`,
    origin,
    services: dataset.services ?? [],
    logs: logsOf(dataset),
    repositories: new Map(repositories),
    layerUrls: new LayerUrls(urlLifetimeMs),
  };
}

/** What another region of the same account looks like: empty. */
export function elsewhere(world: World, region: string): World {
  return {
    ...world,
    dataset: {now: world.dataset.now, ...(world.dataset.roles && {roles: world.dataset.roles})},
    region,
    services: [],
    logs: new LogStore(),
    repositories: new Map(),
  };
}

function logsOf(dataset: Dataset): LogStore {
  const store = new LogStore();
  for (const service of dataset.services ?? []) {
    const base = `/aws/apprunner/${service.name}/${service.id}`;
    const {events, deployments, instances} = service.logs ?? {};
    if (events !== undefined || deployments !== undefined) store.createGroup(`${base}/service`);
    if (events !== undefined) store.addLines(`${base}/service`, 'events', events);
    for (const [id, lines] of Object.entries(deployments ?? {})) {
      store.addLines(`${base}/service`, `deployment/${id}`, lines);
    }
    if (instances !== undefined) store.createGroup(`${base}/application`);
    for (const [id, lines] of Object.entries(instances ?? {})) {
      store.addLines(`${base}/application`, `instance/${id}`, lines);
    }
  }
  for (const [name, group] of Object.entries(dataset.logGroups ?? {})) {
    store.createGroup(name);
    for (const [stream, lines] of Object.entries(group.streams)) store.addLines(name, stream, lines);
  }
  return store;
}

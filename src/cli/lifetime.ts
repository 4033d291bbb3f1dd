import {lookError} from '../errors.js';
import {INTERRUPTS, Interruption, type InterruptSignal} from './interruption.js';

/** How long a command may take to print what it knows after it was told to end. */
const GRACE_MS = 3000;

/** Node takes a longer one for 1 ms. Nobody waits these 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * How long a run may last: until a signal or the time-out. That nobody reads any more is told to whoever writes.
 *
 * `signal` is aborted then, its reason an {@link Interruption} or a DiagError. `overdue` rejects with the same reason
 * when the command has not ended by itself soon after.
 */
export interface Lifetime {
  readonly signal: AbortSignal;
  readonly overdue: Promise<never>;
  readonly interruption: () => Interruption | undefined;
  setTimeout(ms: number, described: string, isDoctor?: boolean): void;
  end(): void;
}

export function createLifetime(): Lifetime {
  const controller = new AbortController();
  let interruption: Interruption | undefined;
  let timer: NodeJS.Timeout | undefined;
  let grace: NodeJS.Timeout | undefined;
  let fail: (reason: unknown) => void = () => {};
  const overdue = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Nobody may be racing it any more when it rejects.
  overdue.catch(() => {});

  const stop = (reason: unknown) => {
    if (controller.signal.aborted) return;
    controller.abort(reason);
    grace = setTimeout(() => fail(reason), GRACE_MS);
  };
  const onSignal = (name: InterruptSignal) => {
    // The second one means now.
    if (interruption !== undefined) fail(interruption);
    interruption ??= new Interruption(name);
    stop(interruption);
  };
  // A terminal that closes (SIGHUP) ends a run as its user would.
  const heard = (Object.keys(INTERRUPTS) as InterruptSignal[]).map((name) => ({name, hear: () => onSignal(name)}));
  for (const {name, hear} of heard) process.on(name, hear);

  return {
    signal: controller.signal,
    overdue,
    interruption: () => interruption,
    setTimeout(ms, described, isDoctor = false) {
      clearTimeout(timer);
      timer = setTimeout(() => stop(timedOut(described, isDoctor)), Math.min(ms, LONGEST_TIMER_MS));
      timer.unref();
    },
    end() {
      clearTimeout(timer);
      clearTimeout(grace);
      for (const {name, hear} of heard) process.off(name, hear);
    },
  };
}

function timedOut(described: string, isDoctor: boolean) {
  return lookError(`No complete answer within ${described}.`, {
    code: 'TIMEOUT',
    suggestions: [
      'Run it again with more time: --timeout 5m.',
      `Where a call never answers, look at the network (proxy, VPN, VPC endpoint)${isDoctor ? '.' : ' with: nerava-diag doctor'}`,
    ],
  });
}

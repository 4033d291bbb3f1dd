import type {AwsFailure} from './errors.js';
import {findOperation, type OperationId, type ServiceId} from './operations.js';
import type {StructureSchema} from './sdk/schema.js';

/** Told what comes of the calls, as they really go out. */
export interface CallObserver {
  /** One call has ended, its tries included: well, or with a failure. Calls that were cut off are not told. */
  ended(operation: OperationId, failure: AwsFailure | undefined): void;
  /** The clock of one answer: milliseconds by which AWS is ahead of this machine, and how long the answer took. */
  clock(aheadMs: number, roundTripMs: number): void;
}

/** As much of a client as is needed here; the clients' own types differ in their inputs only. */
export interface ObservableClient {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: {request?: unknown}) => Promise<unknown>,
        context: {commandName?: string},
      ) => (args: {request?: unknown}) => Promise<unknown>,
      options: {step: 'initialize' | 'finalizeRequest' | 'deserialize'; name: string; priority?: 'high' | 'low'},
    ): void;
  };
}

/** Refuses, inside the client itself, every operation that is not in the list; notes the host that is talked to. */
export function guard(
  client: ObservableClient,
  service: ServiceId,
  note: (host: string) => void,
  pace: ((operation: string) => Promise<void>) | undefined,
): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = `${service}:${context.commandName?.replace(/Command$/, '') ?? 'unknown'}`;
      if (findOperation(operation) === undefined) {
        throw new Error(`refuse call: ${operation} is not in the list of reading operations`);
      }
      await pace?.(operation);
      return next(args);
    },
    {step: 'initialize', name: 'readingOperationsOnly', priority: 'high'},
  );
  client.middlewareStack.add(
    (next) => (args) => {
      const {hostname, port} = (args.request ?? {}) as {hostname?: unknown; port?: unknown};
      if (typeof hostname === 'string') note(typeof port === 'number' ? `${hostname}:${port}` : hostname);
      return next(args);
    },
    {step: 'finalizeRequest', name: 'noteHost', priority: 'low'},
  );
}

/** Lets no answer through that is not of the shape which its operation declares. */
export async function checkAnswers(client: ObservableClient): Promise<void> {
  const [{shaped}, {NormalizedSchema, getSmithyContext}] = await Promise.all([
    import('./answer-shape.js'),
    import('./sdk/schema.js'),
  ]);
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = (await next(args)) as {output?: unknown};
      const {operationSchema} = getSmithyContext(context) as {operationSchema?: readonly unknown[]};
      const [, , , , , output] = operationSchema ?? [];
      if (output === undefined) return result;
      return {...result, output: shaped(result.output, NormalizedSchema.of(output as StructureSchema))};
    },
    {step: 'initialize', name: 'answersOfTheirShape', priority: 'low'},
  );
}

/** Tells the observer of every call of a client, where it really goes out and comes back. */
export function observe(
  client: ObservableClient,
  service: ServiceId,
  observer: CallObserver,
  explain: (operation: OperationId, error: unknown) => AwsFailure,
): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = `${service}:${context.commandName?.replace(/Command$/, '') ?? 'unknown'}` as OperationId;
      try {
        const output = await next(args);
        observer.ended(operation, undefined);
        return output;
      } catch (error) {
        if ((error as {name?: unknown} | null)?.name !== 'AbortError')
          observer.ended(operation, explain(operation, error));
        throw error;
      }
    },
    {step: 'initialize', name: 'observeCalls'},
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      const sent = Date.now();
      const output = (await next(args)) as {response?: {headers?: {date?: unknown}}};
      const received = Date.now();
      const date = Date.parse(String(output.response?.headers?.date));
      // The header has whole seconds: on average it is half of one behind.
      if (Number.isFinite(date)) observer.clock(date + 500 - (sent + received) / 2, received - sent);
      return output;
    },
    {step: 'deserialize', name: 'observeClock', priority: 'low'},
  );
}

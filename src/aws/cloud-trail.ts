import type {Aws, CallOptions} from './clients.js';
import {answered} from './errors.js';

export interface TrailEvent {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The user or session that did it. */
  readonly by?: string;
  /** The event as CloudTrail recorded it, hidden members included. */
  readonly record: Record<string, unknown>;
}

/** LookupEvents allows two calls a second: more pages than this would not fit into any deadline. */
const MAX_PAGES = 6;

/** What was done to App Runner in a span of time, newest first. */
export async function lookupChanges(
  aws: Aws,
  span: {readonly from: number; readonly to: number},
  options: CallOptions = {},
): Promise<{events: TrailEvent[]; complete: boolean}> {
  const {LookupEventsCommand} = await import('./sdk/cloudtrail.js');
  const client = await aws.client('cloudtrail');
  return aws.run(
    'cloudtrail:LookupEvents',
    async (abortSignal) => {
      const events: TrailEvent[] = [];
      let token: string | undefined;
      for (let page = 0; page < MAX_PAGES; page++) {
        // By source, not by name: other platforms have an UpdateService too.
        const answer = await client.send(
          new LookupEventsCommand({
            LookupAttributes: [{AttributeKey: 'EventSource', AttributeValue: 'apprunner.amazonaws.com'}],
            StartTime: new Date(span.from),
            EndTime: new Date(span.to),
            MaxResults: 50,
            ...(token !== undefined && {NextToken: token}),
          }),
          {abortSignal},
        );
        for (const event of answered(answer.Events, 'Events')) {
          const record = parse(event.CloudTrailEvent);
          const at = event.EventTime?.getTime() ?? Date.parse(String(record['eventTime']));
          if (event.EventName === undefined || !Number.isFinite(at)) continue;
          events.push({
            name: event.EventName,
            at,
            ...(event.Username !== undefined && event.Username !== '' && {by: event.Username}),
            record,
          });
        }
        if (answer.NextToken === undefined || answer.NextToken === '') return {events, complete: true};
        token = answer.NextToken;
      }
      return {events, complete: false};
    },
    options,
  );
}

function parse(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

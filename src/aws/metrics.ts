import type {Aws, CallOptions} from './clients.js';
import {answered} from './errors.js';

export interface MetricPoint {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: number;
}

const SEARCHED = '_searched';

/**
 * Minute values of App Runner metrics of one service, by query id; values of several instances stand side by side.
 *
 * @param queries id (lower case) → metric and statistic
 */
export async function metricData(
  aws: Aws,
  service: {readonly name: string; readonly id: string},
  queries: {readonly [id: string]: {readonly metric: string; readonly statistic: 'Average' | 'Maximum'}},
  span: {readonly from: number; readonly to: number},
  options: CallOptions = {},
): Promise<ReadonlyMap<string, readonly MetricPoint[]>> {
  const {GetMetricDataCommand} = await import('./sdk/cloudwatch.js');
  const client = await aws.client('cloudwatch');
  return aws.run(
    'cloudwatch:GetMetricData',
    async (abortSignal) => {
      const found = new Map<string, MetricPoint[]>();
      let token: string | undefined;
      for (let page = 0; page < 5; page++) {
        const answer = await client.send(
          new GetMetricDataCommand({
            StartTime: new Date(span.from),
            EndTime: new Date(span.to),
            ScanBy: 'TimestampAscending',
            MetricDataQueries: Object.entries(queries).flatMap(([id, {metric, statistic}]) => [
              {
                Id: id,
                MetricStat: {
                  Metric: {
                    Namespace: 'AWS/AppRunner',
                    MetricName: metric,
                    Dimensions: [
                      {Name: 'ServiceName', Value: service.name},
                      {Name: 'ServiceID', Value: service.id},
                    ],
                  },
                  Period: 60,
                  Stat: statistic,
                },
              },
              // Finds the metric under whatever further dimensions (an instance) it was recorded.
              {
                Id: `${id}${SEARCHED}`,
                Expression: `SEARCH('Namespace="AWS/AppRunner" MetricName="${metric}" "${service.id}"', '${statistic}', 60)`,
              },
            ]),
            ...(token !== undefined && {NextToken: token}),
          }),
          {abortSignal},
        );
        for (const result of answered(answer.MetricDataResults, 'MetricDataResults')) {
          if (result.Id === undefined) continue;
          const points = found.get(result.Id) ?? [];
          for (const [i, time] of (result.Timestamps ?? []).entries()) {
            const value = result.Values?.[i];
            const at = time.getTime();
            if (value !== undefined && Number.isFinite(at)) points.push({at, value});
          }
          found.set(result.Id, points);
        }
        if (answer.NextToken === undefined || answer.NextToken === '') break;
        token = answer.NextToken;
      }
      return new Map(
        Object.keys(queries).map((id) => {
          const exact = found.get(id) ?? [];
          return [id, exact.length > 0 ? exact : (found.get(`${id}${SEARCHED}`) ?? [])];
        }),
      );
    },
    options,
  );
}

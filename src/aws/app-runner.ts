import type {
  CustomDomain as AwsCustomDomain,
  Service as AwsService,
  OperationSummary,
  ServiceSummary,
  VpcConnector,
} from '@aws-sdk/client-apprunner';
import type {Aws, CallOptions} from './clients.js';
import {answered, MalformedAnswerError} from './errors.js';

export type {AwsService, OperationSummary, ServiceSummary};

/** Every service of the region, page by page. */
export async function listServices(aws: Aws, options: CallOptions = {}): Promise<ServiceSummary[]> {
  const {paginateListServices} = await import('./sdk/apprunner.js');
  const client = await aws.client('apprunner');
  return aws.run(
    'apprunner:ListServices',
    async (abortSignal) => {
      const services: ServiceSummary[] = [];
      const seen = new Set<string>();
      for await (const page of paginateListServices({client}, {}, {abortSignal})) {
        services.push(...answered(page.ServiceSummaryList, 'ServiceSummaryList'));
        if (page.NextToken === undefined || seen.has(page.NextToken) || seen.size > 500) break;
        seen.add(page.NextToken);
      }
      return services;
    },
    options,
  );
}

/** The service as AWS describes it; undefined when the answer holds none. */
export async function describeService(
  aws: Aws,
  arn: string,
  options: CallOptions = {},
): Promise<AwsService | undefined> {
  const {DescribeServiceCommand} = await import('./sdk/apprunner.js');
  const client = await aws.client('apprunner');
  return aws.run(
    'apprunner:DescribeService',
    async (abortSignal) => (await client.send(new DescribeServiceCommand({ServiceArn: arn}), {abortSignal})).Service,
    options,
  );
}

/**
 * Operations, newest first, as AWS lists them.
 *
 * @param enough asked after every page whether what was read suffices; pages are read one after another
 */
export async function listOperations(
  aws: Aws,
  arn: string,
  enough: (read: readonly OperationSummary[], pages: number) => boolean,
  options: CallOptions & {readonly tryMs?: number} = {},
): Promise<{operations: OperationSummary[]; complete: boolean}> {
  const {paginateListOperations} = await import('./sdk/apprunner.js');
  const client = await aws.client('apprunner');
  return aws.run(
    'apprunner:ListOperations',
    async (abortSignal) => {
      const operations: OperationSummary[] = [];
      const seen = new Set<string>();
      let pages = 0;
      const http = {abortSignal, ...(options.tryMs !== undefined && {requestTimeout: options.tryMs})};
      for await (const page of paginateListOperations({client}, {ServiceArn: arn}, http)) {
        operations.push(...answered(page.OperationSummaryList, 'OperationSummaryList'));
        pages += 1;
        const token = page.NextToken;
        if (token === undefined || token === '' || token === null) break;
        if (seen.has(token) || enough(operations, pages)) return {operations, complete: false};
        seen.add(token);
      }
      return {operations, complete: true};
    },
    options,
  );
}

export async function describeVpcConnector(aws: Aws, arn: string, options: CallOptions = {}): Promise<VpcConnector> {
  const {DescribeVpcConnectorCommand} = await import('./sdk/apprunner.js');
  const client = await aws.client('apprunner');
  return aws.run(
    'apprunner:DescribeVpcConnector',
    async (abortSignal) => {
      const answer = await client.send(new DescribeVpcConnectorCommand({VpcConnectorArn: arn}), {abortSignal});
      // A connector that does not exist is an error of AWS's; an answer without one says nothing.
      if (answer.VpcConnector === undefined) throw new MalformedAnswerError('the answer holds no VpcConnector');
      return answer.VpcConnector;
    },
    options,
  );
}

export async function describeCustomDomains(
  aws: Aws,
  arn: string,
  options: CallOptions = {},
): Promise<AwsCustomDomain[]> {
  const {paginateDescribeCustomDomains} = await import('./sdk/apprunner.js');
  const client = await aws.client('apprunner');
  return aws.run(
    'apprunner:DescribeCustomDomains',
    async (abortSignal) => {
      const domains: AwsCustomDomain[] = [];
      let pages = 0;
      for await (const page of paginateDescribeCustomDomains({client}, {ServiceArn: arn}, {abortSignal})) {
        domains.push(...answered(page.CustomDomains, 'CustomDomains'));
        pages += 1;
        if (pages >= 10) break;
      }
      return domains;
    },
    options,
  );
}

import {describeCustomDomains} from '../../aws/app-runner.js';
import type {Found} from '../attempt.js';
import type {CustomDomain} from '../model.js';
import type {OptionalContext} from './optional-context.js';
import {given} from './service.js';

/** Custom domains, and the DNS records that App Runner still waits for. */
export async function collectDomains(
  {aws, target}: OptionalContext,
  signal: AbortSignal,
): Promise<Found<readonly CustomDomain[]>> {
  const domains = await describeCustomDomains(aws, target.arn, {signal});
  return {
    value: domains.flatMap((d): CustomDomain[] => {
      if (d.DomainName === undefined) return [];
      const pending = (d.CertificateValidationRecords ?? []).filter((r) => r.Status !== 'SUCCESS');
      return [
        {
          name: d.DomainName,
          ...given('status', d.Status ?? undefined),
          pendingRecords: pending.map((r) => [r.Name, r.Type, r.Value].filter((part) => part != null).join(' ')),
        },
      ];
    }),
  };
}

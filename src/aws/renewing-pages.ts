import type {FetchPage} from '../logs/page.js';
import type {Aws} from './clients.js';
import {AwsError} from './errors.js';
import {type LogPages, openLogPages} from './log-pages.js';

/**
 * Log pages that outlive their credentials.
 *
 * The SDK reads credentials that name no expiry once, and their files once in the life of a process: what a login
 * writes there later it would never see. So after a call that was refused as expired the next one has a new client.
 *
 * @param renew a client that reads credentials anew
 */
export async function openRenewingPages(aws: Aws, renew: () => Aws): Promise<LogPages & {close(): void}> {
  let current = {aws, pages: await openLogPages(aws)};
  const fetchPage: FetchPage = async (request, signal) => {
    const used = current;
    try {
      return await used.pages.fetchPage(request, signal);
    } catch (error) {
      if (isExpired(error)) {
        const fresh = renew();
        const pages = await openLogPages(fresh);
        if (current === used) {
          current = {aws: fresh, pages};
          if (used.aws !== aws) used.aws.close();
        } else fresh.close();
      }
      throw error;
    }
  };
  fetchPage.recycle = (body) => current.pages.fetchPage.recycle?.(body);
  return {now: () => current.pages.now(), close: () => current.aws.close(), fetchPage};
}

function isExpired(error: unknown): boolean {
  return (
    error instanceof AwsError && ['token-expired', 'sso-expired', 'credentials-failed'].includes(error.failure.kind)
  );
}

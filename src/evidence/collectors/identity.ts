import type {Aws} from '../../aws/clients.js';
import {callerIdentity} from '../../aws/identity.js';
import type {Found} from '../attempt.js';
import type {Identity} from '../model.js';

export async function collectIdentity(aws: Aws, signal: AbortSignal): Promise<Found<Identity>> {
  const {account, arn} = await callerIdentity(aws, {signal});
  if (account === undefined || arn === undefined) throw new Error('the answer names no account');
  return {value: {account, arn}};
}

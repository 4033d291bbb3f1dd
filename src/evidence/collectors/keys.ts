import type {Found} from '../attempt.js';
import type {KmsKey} from '../model.js';
import type {OptionalContext} from './optional-context.js';

/** The service's own key. Its state takes the KMS client, which this tool does not carry: said, not guessed. */
export async function collectKeys({service}: OptionalContext): Promise<Found<readonly KmsKey[]>> {
  const arn = service.kmsKeyArn;
  if (arn === undefined)
    return {absent: 'the service uses a key that AWS manages', source: 'apprunner:DescribeService'};
  return {
    skipped: 'the state of the KMS key is not read by this tool',
    fix: `aws kms describe-key --region ${service.region} --key-id ${arn} --query KeyMetadata.KeyState`,
  };
}

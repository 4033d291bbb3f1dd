import type {Aws, CallOptions} from './clients.js';

/** Where the credentials in use come from and how long they last. Never what they are. */
export interface CredentialFacts {
  /** Undefined: the provider did not say (the EC2 metadata service's does not). */
  readonly source?: string;
  /** Epoch milliseconds; undefined: they do not expire, or nobody said when. */
  readonly expiresAt?: number;
}

/** Marks by which the SDK's providers say who they are, the outermost first: a role is assumed with something. */
const SOURCES: readonly (readonly [mark: string, source: string])[] = [
  ['CREDENTIALS_PROFILE_SOURCE_PROFILE', 'a profile that assumes a role'],
  ['CREDENTIALS_PROFILE_NAMED_PROVIDER', 'a profile that assumes a role'],
  ['CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN', 'a profile with a web identity token'],
  ['CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN', 'a web identity token (AWS_WEB_IDENTITY_TOKEN_FILE)'],
  ['CREDENTIALS_PROFILE_SSO', 'a profile with SSO'],
  ['CREDENTIALS_PROFILE_SSO_LEGACY', 'a profile with SSO'],
  ['CREDENTIALS_SSO', 'SSO'],
  ['CREDENTIALS_SSO_LEGACY', 'SSO'],
  ['CREDENTIALS_PROFILE_PROCESS', "a profile's credential_process"],
  ['CREDENTIALS_PROCESS', 'a credential_process'],
  ['CREDENTIALS_PROFILE_LOGIN', 'a profile of aws login'],
  ['CREDENTIALS_LOGIN', 'aws login'],
  ['CREDENTIALS_PROFILE', 'keys in a profile'],
  ['CREDENTIALS_ENV_VARS', 'the environment (AWS_ACCESS_KEY_ID)'],
  ['CREDENTIALS_HTTP', "the container's credential endpoint"],
  ['CREDENTIALS_CODE', 'code'],
];

/** Asks the provider chain, which has answered already when a call was made. Nothing is sent to AWS. */
export async function credentialFacts(aws: Aws, options: CallOptions = {}): Promise<CredentialFacts> {
  const client = await aws.client('sts');
  return aws.run(
    'sts:GetCallerIdentity',
    async () => {
      const credentials = await client.config.credentials();
      const marks = (credentials as {$source?: {readonly [mark: string]: string}}).$source ?? {};
      const source = SOURCES.find(([mark]) => Object.hasOwn(marks, mark))?.[1];
      const expiresAt = credentials.expiration?.getTime();
      return {
        ...(source !== undefined && {source}),
        ...(expiresAt !== undefined && Number.isFinite(expiresAt) && {expiresAt}),
      };
    },
    options,
  );
}

import {readFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import type {AwsFailure} from './errors.js';

/** Members of the profiles in the shared files, by profile name; values are not kept. */
export function readProfiles(): ReadonlyMap<string, ReadonlySet<string>> {
  const profiles = new Map<string, Set<string>>();
  const config = process.env['AWS_CONFIG_FILE'] ?? join(homedir(), '.aws', 'config');
  const credentials = process.env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(homedir(), '.aws', 'credentials');
  for (const [file, section] of [
    [config, /^\s*\[\s*(?:profile\s+["']?([^\]"']+?)["']?|(default))\s*\]/],
    [credentials, /^\s*\[\s*([^\]]+?)\s*\]/],
  ] as const) {
    let members: Set<string> | undefined;
    for (const line of textOf(file).split('\n')) {
      if (/^\s*\[/.test(line)) {
        const match = section.exec(line);
        const name = match?.[1] ?? match?.[2];
        members = name === undefined ? undefined : (profiles.get(name) ?? new Set());
        if (name !== undefined && members !== undefined) profiles.set(name, members);
        continue;
      }
      const key = /^([a-z_]+)\s*=/.exec(line)?.[1];
      if (key !== undefined) members?.add(key);
    }
  }
  return profiles;
}

/**
 * Why a profile gave no credentials. The SDK's chain tries everything else after it, and then only says that nothing
 * was found.
 */
export function explainProfile(failure: AwsFailure, profile: string): AwsFailure {
  const profiles = readProfiles();
  const members = profiles.get(profile);
  if (members === undefined) {
    const names = [...profiles.keys()];
    const there = names.length === 0 ? 'there is none' : `there is ${names.slice(0, 10).join(', ')}`;
    return {
      ...failure,
      kind: 'profile-unknown',
      why: `there is no profile ${profile} (${there})`,
      fix: 'aws configure list-profiles',
    };
  }
  const way = ['credential_process', 'role_arn', 'web_identity_token_file', 'sso_session', 'sso_start_url'].find((m) =>
    members.has(m),
  );
  return {
    ...failure,
    kind: 'credentials-failed',
    why:
      way === undefined
        ? `the profile ${profile} names no credentials`
        : `the profile ${profile} gave no credentials (by its ${way})`,
    fix: `aws sts get-caller-identity --profile ${profile}`,
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

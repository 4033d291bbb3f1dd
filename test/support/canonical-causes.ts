/**
 * The ids of every cause that the project promises. Public API: they stand in `--json`, in addresses of pages and in
 * runbooks, so none is ever renamed or removed.
 */
export const CANONICAL_CAUSES: readonly string[] = [
  // The process exits by itself.
  'startup-validation',
  'missing-env',
  'invalid-env-value',
  'env-wiped',
  'stale-start-command',
  'crash-on-import',
  'missing-file',
  'missing-shared-library',
  'bad-start-command',
  'entrypoint-not-found',
  'entrypoint-not-executable',
  'exited-cleanly',
  'native-crash',
  'out-of-memory',
  'database-unreachable',
  'database-rejected',
  'migrations-on-boot',
  // The container never runs.
  'wrong-architecture',
  'wrong-architecture-inside',
  'attestation-index',
  'vpc-connector-broken',
  'instance-role-not-ready',
  'secret-unreadable',
  'secret-missing',
  'platform-fault',
  // The image cannot be fetched.
  'access-role-invalid',
  'image-tag-missing',
  'registry-elsewhere',
  'image-too-large',
  'kms-denied',
  // It runs but never becomes healthy.
  'wrong-port',
  'wrong-health-path',
  'health-requires-auth',
  'health-dependency-failing',
  'health-redirect-or-host',
  'bound-to-localhost',
  'slow-start',
  'startup-hang',
  'health-check-reset',
  'instance-too-small',
  // Network at run time.
  'no-internet-egress',
  'private-database-without-vpc',
  'security-group-blocks',
  'private-ingress',
  'custom-domain',
  // Control plane and workflow.
  'stale-image',
  'auto-deploy-not-firing',
  'operation-race',
  'stuck-operation',
  'service-paused',
  'create-failed-locked',
  'build-failed',
];

/** Promised and not written yet. This list only shrinks. */
export const NOT_YET: readonly string[] = [];

/** What a path is a leftover of. */
export interface LeftoverKind {
  readonly kind: string;
  /** The path under which finds are counted together. */
  readonly root: string;
  readonly advice: string;
  readonly secret: boolean;
}

interface Kind {
  readonly kind: string;
  /** In every path that the pattern fits: looked for first, in a tenth of the time. */
  readonly holds?: string;
  /** Its first group is the path under which the finds are counted together. */
  readonly pattern: RegExp;
  readonly secret?: true;
  readonly advice: string;
}

const IGNORE = '.dockerignore';

/** What packages of others bring along (fixtures of tests, mostly) is nobody's secret. */
const NOT_OF_PACKAGES = '(?!(?:.*/)?(?:site-packages|dist-packages|node_modules)/)';
const ENV_FILE = String.raw`\.env(?!\.(?:example|sample|template)$)(?:\.[^/]+)?`;
const KEY_FILE = String.raw`(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.aws/credentials|\.netrc|\.npmrc|\.pypirc|\.docker/config\.json|\.kube/config|[^/]+\.(?:p12|pfx|jks|keystore)|[^/]*\.key)`;
/**
 * Names of files whose content is not shown. More than is worth a finding: a `.pem` is a certificate as often as a key,
 * and what packages bring along is nobody's secret, but neither is anything to print.
 */
const SECRET_FILES: readonly string[] = [
  // Environment files: .env, .env~, .envrc, .env.prod, prod.env, env.production, env.
  String.raw`\.env(?:rc)?(?!\.(?:example|sample|template)$)(?:[.~_-][^/]*)?`,
  String.raw`[^/]+\.env`,
  String.raw`env(?:\.[^/]+)?`,
  KEY_FILE,
  String.raw`[^/]*\.(?:pem|ppk|p8|pkcs12|jceks|kdbx|ovpn|tfvars|tfvars\.json|tfstate)`,
  // Credentials of programs.
  String.raw`\.(?:pgpass|htpasswd|htdigest|vault-token|my\.cnf|mylogin\.cnf|git-credentials|boto|s3cfg|dockercfg|yarnrc|yarnrc\.yml|terraformrc|netrc|npmrc|token|passwd-s3fs)`,
  String.raw`(?:_netrc|pgpass\.conf|pip\.conf|auth\.json|nuget\.config|kubeconfig|wp-config\.php|htpasswd|token)`,
  String.raw`(?:\.(?:aws|azure|ssh|gnupg|kube|docker|config/gcloud|config/gh|m2|cargo|gem|composer)|secrets?|\.secrets?)/(?:.*/)?[^/]+`,
  String.raw`[^/]*(?:credentials?|service[_-]?account|firebase-adminsdk)[^/]*(?:\.(?:json|ya?ml|ini|xml|csv|txt|properties|toml|enc))?`,
  String.raw`[^/]*(?:secrets?|passwords?|passwds?)(?:[._-][^/.]*)?\.(?:ya?ml|json|toml|ini|txt|properties|conf|cfg|xml|csv|enc|py|js|ts|rb|php)`,
  '[^/.]*(?:[_-]|^|/)(?:secret|password|token)s?',
  String.raw`etc/(?:g?shadow|security/opasswd|krb5\.keytab)`,
  String.raw`[^/]*\.keytab`,
  // What was typed.
  String.raw`\.(?:[a-z_]+_)?history`,
];
/** A copy that an editor, or somebody, left beside it. */
const COPY = String.raw`(?:~|-|\.(?:bak|backup|old|orig|save|swp|tmp|\d{1,3}))?`;
const SECRET = new RegExp(`(?:^|/)(?:${SECRET_FILES.join('|')})${COPY}$`, 'i');

/** Whether the content of a file must not be shown, wherever it lies. */
export function mayHoldSecrets(path: string): boolean {
  return SECRET.test(path);
}

/** What usually comes into an image by accident: with the build context, or left behind by a build step. */
const KINDS: readonly Kind[] = [
  {kind: 'git history', holds: '.git', pattern: /^((?:.*\/)?\.git)(?:\/|$)/, advice: `list .git in ${IGNORE}`},
  {
    kind: 'environment file',
    holds: '.env',
    pattern: new RegExp(`^(${NOT_OF_PACKAGES}(?:.*/)?${ENV_FILE})$`),
    secret: true,
    advice: `list .env* in ${IGNORE}, rotate what it holds, pass values at run time`,
  },
  {
    kind: 'key or credentials',
    pattern: new RegExp(`^(${NOT_OF_PACKAGES}(?!usr/(?:share|lib)/)(?!etc/ssl/certs/)(?:.*/)?${KEY_FILE})$`),
    secret: true,
    advice: `list it in ${IGNORE}, rotate it, use RUN --mount=type=secret`,
  },
  {
    kind: 'virtual environment',
    holds: 'env/',
    pattern: /^((?:(?!opt\/)[^/]+\/)*(?:\.venv|venv|virtualenv))\//,
    advice: `list it in ${IGNORE} unless the Dockerfile makes it on purpose`,
  },
  {
    kind: 'package manager cache',
    holds: 'cache',
    pattern: /^((?:.*\/)?(?:\.cache\/(?:pip|yarn|pypoetry|uv|go-build)|\.npm\/_cacache|\.yarn\/cache))\//,
    advice: 'pip install --no-cache-dir, npm cache clean, or RUN --mount=type=cache',
  },
  {
    kind: 'apt lists',
    holds: 'apt/',
    pattern: /^(var\/lib\/apt\/lists)\/[^/]*(?:Packages|InRelease|Release|Translation)[^/]*$/,
    advice: 'rm -rf /var/lib/apt/lists/* in the same RUN',
  },
  {
    kind: 'apt archives',
    holds: 'apt/',
    pattern: /^(var\/cache\/apt\/archives)\/[^/]+\.deb$/,
    advice: 'apt-get clean in the same RUN',
  },
  {
    kind: 'tool cache',
    pattern:
      /^((?:.*\/)?(?:\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|\.nox|\.next\/cache|\.parcel-cache|\.gradle|\.terraform))\//,
    advice: `list it in ${IGNORE}`,
  },
  {kind: 'editor settings', pattern: /^((?:.*\/)?\.(?:idea|vscode))\//, advice: `list it in ${IGNORE}`},
  {
    kind: 'node_modules',
    holds: 'node_modules/',
    pattern: /^((?!usr\/(?:local\/)?lib\/)(?:(?!node_modules\/)[^/]+\/)*node_modules)\//,
    advice: `list node_modules in ${IGNORE}; npm ci --omit=dev in the image, or build in a stage of its own`,
  },
  {
    kind: 'database file',
    pattern:
      /^((?!(?:usr(?!\/src\/app\/)|var\/lib\/(?:dpkg|apt|rpm)|etc|proc)\/)(?!.*(?:site-packages|node_modules)\/).*\.(?:db|sqlite3?|sql|dump|rdb|mdb)(?:\.gz)?)$/,
    advice: `list it in ${IGNORE}: data does not belong into an image`,
  },
  {
    kind: 'log file',
    holds: 'log',
    pattern:
      /^((?!(?:var|usr(?!\/src\/app\/))\/)(?!.*(?:site-packages|node_modules)\/)(?:.*\/)?(?:logs?\/|[^/]+\.log$)).*/,
    advice: `list logs in ${IGNORE}; write logs to stdout`,
  },
  {
    kind: 'tests',
    pattern:
      /^((?!(?:usr(?!\/src\/app\/)|lib|opt)\/)(?!.*(?:site-packages|node_modules|\.venv|venv)\/)(?:[^/]+\/)*(?:tests?|__tests__|e2e))\//,
    advice: `list tests in ${IGNORE}`,
  },
];

/** Cheap test before the kinds are tried one by one. */
const ANY =
  /\.git|\.env|id_(?:rsa|dsa|ec|ed)|credentials|\.netrc|\.npmrc|\.pypirc|config|\.(?:p12|pfx|jks|keystore|key|db|sqlite3?|sql|dump|rdb|mdb|deb|log|gz)$|venv|virtualenv|\.cache\/|_cacache|\.yarn\/|apt\/|_cache\/|\.(?:tox|nox|next|parcel-cache|gradle|terraform|idea|vscode)\/|node_modules|logs?\/|tests?|e2e/;

/** A first look, many times quicker than to say of what kind. */
export function mayBeLeftover(path: string): boolean {
  return ANY.test(path);
}

/** What a path is a leftover of, if of anything. */
export function classifyLeftover(path: string): LeftoverKind | undefined {
  if (!mayBeLeftover(path)) return undefined;
  for (const {kind, holds, pattern, advice, secret} of KINDS) {
    if (holds !== undefined && !path.includes(holds)) continue;
    const root = pattern.exec(path)?.[1];
    if (root !== undefined) return {kind, root: root.replace(/\/$/, ''), advice, secret: secret === true};
  }
  return undefined;
}

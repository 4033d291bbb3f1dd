import {describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import {diagnose} from '../../src/engine/diagnose.js';
import type {Image} from '../../src/evidence/model.js';
import {reportExitCode} from '../../src/report/exit-code.js';
import {type BundleParts, bundleOf, pulledLines} from '../support/bundle.js';
import {
  CHECK_FAILED,
  CHECKING,
  EXIT_1,
  FAILED,
  image,
  type Line,
  OPERATION_ID,
  START,
  service,
} from '../support/facts.js';

/** Whole incidents in a few lines each: what stands first, and what must not be blamed. */
interface Scenario extends BundleParts {
  readonly name: string;
  readonly first: string | null;
  readonly outcome?: 'healthy' | 'failing' | 'inconclusive';
  readonly not?: readonly string[];
}

const exit = (code: number): Line => [
  120,
  `[AppRunner] Your application stopped or failed to start. See logs for more information.  Container exit code: ${code}`,
];
const exits = (code = 1) => pulledLines(CHECKING, exit(code), FAILED);
const unhealthy = pulledLines(CHECKING, CHECK_FAILED, [
  920,
  `[AppRunner] Deployment with ID : ${OPERATION_ID} failed. Failure reason : Health check failed.`,
]);
const amd64 = {'image-attempted': image()};
const arm: Image = image({config: {os: 'linux', architecture: 'arm64', cmd: ['node', 'server.js']}});
const health = service({healthCheck: {protocol: 'HTTP', path: '/healthz'}});

const VIOLATED = {
  ENV: 'prod',
  JWT_SECRET: 'k3y-of-sufficient-length-and-randomness-0123456789',
  DATABASE_URL: 'postgresql+psycopg2://app:pw-canary-123@db.internal:5432/app',
  ALLOWED_ORIGINS: 'https://app.example.com',
  PUBLIC_BASE_URL: 'https://api.example.com',
  FRONTEND_URL: 'https://app.example.com',
  TWILIO_ACCOUNT_SID: 'AC0123456789',
  TWILIO_AUTH_TOKEN: 'token-canary-1',
  TWILIO_VERIFY_SERVICE_SID: 'VA0123456789',
};
const SATISFIED = {
  ...VIOLATED,
  REDIS_URL: 'redis://cache.internal:6379/0',
  TOKEN_ENCRYPTION_KEY: 'rPshC9bI-0482RC0okoq2bswsvslPGSdjePalw1WA5Q=',
};
const backend = image({
  config: {
    os: 'linux',
    architecture: 'amd64',
    cmd: ['python', '-m', 'uvicorn', 'app.main_simple:app', '--host', '0.0.0.0', '--port', '8000'],
  },
});
const nerava = {'image-attempted': backend, 'image-running': {...backend, reference: 'my-api:v1', digest: 'sha256:1'}};
const neravaArm = {'image-attempted': {...backend, config: {...backend.config, architecture: 'arm64'}}};
const REFUSES: Line[] = [
  [61, '[STARTUP] Nerava Backend - Python interpreter started'],
  [62, '[STARTUP] Running validation checks...'],
  [63, '[STARTUP ERROR] Startup validation failed: REDIS_URL must be configured'],
  [64, '[STARTUP] STRICT_STARTUP_VALIDATION enabled - exiting due to validation failure'],
];

const SCENARIOS: readonly Scenario[] = [
  // A start-up contract speaks for the service.
  {
    name: 'contract violated, exit 1, no log',
    first: 'startup-validation',
    service: service({}, VIOLATED),
    serviceLog: exits(),
    evidence: nerava,
    applicationLog: null,
    not: ['env-wiped', 'wrong-architecture', 'crash-on-import'],
  },
  {
    name: 'the refusal reached the log',
    first: 'startup-validation',
    service: service({}, VIOLATED),
    serviceLog: exits(),
    evidence: nerava,
    applicationLog: REFUSES,
    not: ['missing-env', 'env-wiped', 'crash-on-import'],
  },
  {
    name: 'violated, but validation is skipped, and the image is arm64',
    first: 'wrong-architecture',
    service: service({}, {...VIOLATED, SKIP_STARTUP_VALIDATION: 'true'}),
    serviceLog: exits(),
    evidence: neravaArm,
    applicationLog: null,
    not: ['startup-validation'],
  },
  {
    name: 'violated, but validation is skipped, amd64, nothing visible',
    first: null,
    service: service({}, {...VIOLATED, SKIP_STARTUP_VALIDATION: 'true'}),
    serviceLog: exits(),
    evidence: nerava,
    applicationLog: null,
    not: ['startup-validation', 'wrong-architecture', 'missing-env'],
  },
  {
    name: 'violated, strict off, amd64, nothing visible',
    first: null,
    service: service({}, {...VIOLATED, STRICT_STARTUP_VALIDATION: 'false'}),
    serviceLog: exits(),
    evidence: nerava,
    applicationLog: null,
    not: ['startup-validation'],
  },
  {
    name: 'violated, but the log shows another end',
    first: 'crash-on-import',
    service: service({}, VIOLATED),
    serviceLog: exits(),
    evidence: nerava,
    applicationLog: [
      '[STARTUP] Loading config...',
      'Traceback (most recent call last):',
      '  File "/app/app/main_simple.py", line 40, in <module>',
      "AttributeError: module 'app.routers' has no attribute 'merchants'",
    ],
    not: ['startup-validation'],
  },
  {
    name: 'satisfied, and yet the attempted version missed what is kept',
    first: 'env-wiped',
    service: service({}, SATISFIED),
    serviceLog: exits(),
    evidence: {
      ...nerava,
      'change-history': [
        {name: 'UpdateService', at: Date.parse('2026-01-20T09:59:58Z'), variables: 'supplied', image: 'my-api:v2'},
      ],
    },
    applicationLog: [
      'Traceback (most recent call last):',
      '  File "/app/app/core/config.py", line 3, in <module>',
      "KeyError: 'DATABASE_URL'",
    ],
    not: ['missing-env', 'startup-validation'],
  },
  {
    name: 'a map that lost most of its keys',
    first: 'env-wiped',
    operations: [{type: 'UPDATE_SERVICE', status: 'IN_PROGRESS'}],
    service: service({status: 'OPERATION_IN_PROGRESS'}, {ENV: 'prod'}),
    serviceLog: exits(),
    evidence: {
      ...nerava,
      baseline: {
        description: 'bundle of last week',
        secrets: [],
        variables: Object.keys(VIOLATED).map((name) => ({name, length: 8})),
      },
    },
    applicationLog: null,
  },
  {
    name: 'a setting that does not parse',
    first: 'invalid-env-value',
    service: service({}, {...SATISFIED, TWILIO_TIMEOUT_SECONDS: '30s'}),
    serviceLog: exits(),
    evidence: nerava,
    applicationLog: null,
    not: ['startup-validation'],
  },
  {
    name: 'a violated contract and a failed pull',
    first: 'image-tag-missing',
    service: service({}, VIOLATED),
    serviceLog: [[20, "[AppRunner] Failed to pull your application image. Reason: ECR image doesn't exist."]],
    evidence: {'image-running': backend, 'image-attempted': {status: 'absent', why: 'no such tag'}},
    applicationLog: null,
    not: ['startup-validation'],
  },
  {
    name: 'a violated contract, but it listens on another port',
    first: 'wrong-port',
    service: service({}, {...VIOLATED, STRICT_STARTUP_VALIDATION: 'false'}),
    serviceLog: unhealthy,
    evidence: nerava,
    applicationLog: ['INFO:     Uvicorn running on http://0.0.0.0:9000 (Press CTRL+C to quit)'],
    not: ['startup-validation'],
  },

  // The process ends by itself.
  {
    name: 'Python KeyError of an unset variable',
    first: 'missing-env',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      'Traceback (most recent call last):',
      '  File "/app/main.py", line 3, in <module>',
      '    url = os.environ["DATABASE_URL"]',
      '  File "<frozen os>", line 679, in __getitem__',
      "KeyError: 'DATABASE_URL'",
    ],
    not: ['startup-validation', 'crash-on-import'],
  },
  {
    name: 'pydantic settings without a field',
    first: 'missing-env',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      [
        60,
        'Traceback (most recent call last):\n  File "/app/settings.py", line 9, in <module>\n    settings = Settings()\npydantic_core._pydantic_core.ValidationError: 1 validation error for Settings\nsecret_key\n  Field required [type=missing, input_value={}, input_type=dict]\n    For further information visit https://errors.pydantic.dev/2.7/v/missing',
      ],
    ],
    not: ['crash-on-import'],
  },
  {
    name: 'Node says which variable it misses',
    first: 'missing-env',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      '/app/config.js:12',
      "    throw new Error('Missing required environment variable: STRIPE_KEY');",
      '    ^',
      '',
      'Error: Missing required environment variable: STRIPE_KEY',
      '    at Object.<anonymous> (/app/config.js:12:11)',
      '    at Module._compile (node:internal/modules/cjs/loader:1364:14)',
      '',
      'Node.js v20.11.0',
    ],
  },
  {
    name: 'Spring placeholder without a value',
    first: 'missing-env',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      'Caused by: java.lang.IllegalArgumentException: Could not resolve placeholder \'JWT_SECRET\' in value "${JWT_SECRET}"',
    ],
  },
  {
    name: 'AttributeError on import',
    first: 'crash-on-import',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      'Traceback (most recent call last):',
      '  File "/app/main.py", line 12, in <module>',
      '    app.include_router(users.routes)',
      "AttributeError: module 'app.routers.users' has no attribute 'routes'",
    ],
  },
  {
    name: 'Node cannot find a module',
    first: 'crash-on-import',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      'node:internal/modules/cjs/loader:1228',
      '  throw err;',
      '  ^',
      '',
      "Error: Cannot find module 'express'",
      'Require stack:',
      '- /app/server.js',
      '    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)',
      "  code: 'MODULE_NOT_FOUND',",
      '}',
      '',
      'Node.js v20.11.0',
    ],
  },
  {
    name: 'uvicorn cannot import the app',
    first: 'crash-on-import',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: ['ERROR:    Error loading ASGI app. Could not import module "app.main".'],
  },
  {
    name: 'gunicorn worker fails to boot',
    first: 'crash-on-import',
    serviceLog: exits(3),
    evidence: amd64,
    applicationLog: [
      '[2026-01-20 10:01:00 +0000] [7] [ERROR] Exception in worker process',
      'Traceback (most recent call last):',
      '  File "/app/wsgi.py", line 1, in <module>',
      "ModuleNotFoundError: No module named 'flask_cors'",
      '[2026-01-20 10:01:00 +0000] [7] [INFO] Worker exiting (pid: 7)',
      '[2026-01-20 10:01:00 +0000] [1] [ERROR] Reason: Worker failed to boot.',
    ],
  },
  {
    name: 'a shared library is missing',
    first: 'missing-shared-library',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      'Traceback (most recent call last):',
      '  File "/app/main.py", line 1, in <module>',
      '    import cv2',
      'ImportError: libGL.so.1: cannot open shared object file: No such file or directory',
    ],
    not: ['crash-on-import', 'missing-file'],
  },
  {
    name: 'a file is missing',
    first: 'missing-file',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      'Traceback (most recent call last):',
      '  File "/app/main.py", line 4, in <module>',
      '    open("schema.sql")',
      "FileNotFoundError: [Errno 2] No such file or directory: 'schema.sql'",
    ],
    not: ['crash-on-import'],
  },
  {
    name: 'Node ENOENT',
    first: 'missing-file',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      "Error: ENOENT: no such file or directory, open '/app/config/prod.json'",
      '    at Object.openSync (node:fs:601:3)',
      '    at Object.<anonymous> (/app/index.js:3:5)',
      '  errno: -2,',
      "  code: 'ENOENT',",
      '}',
    ],
  },
  {
    name: 'shell syntax in the StartCommand',
    first: 'bad-start-command',
    service: service({
      configuration: {
        variables: [],
        secrets: [],
        port: '8000',
        startCommand: 'alembic upgrade head && uvicorn app.main:app',
      },
    }),
    serviceLog: exits(2),
    evidence: amd64,
    applicationLog: [
      'usage: alembic [-h] [--version]',
      'alembic: error: unrecognized arguments: && uvicorn app.main:app',
    ],
  },
  {
    name: 'shell syntax without any log',
    first: 'bad-start-command',
    operations: [{type: 'CREATE_SERVICE', status: 'FAILED'}],
    service: service({
      status: 'CREATE_FAILED',
      configuration: {variables: [], secrets: [], port: '8000', startCommand: 'cd /app && node server.js'},
    }),
    serviceLog: exits(127),
    evidence: amd64,
    applicationLog: null,
    not: ['startup-validation'],
  },
  {
    name: 'shell syntax that the version rolled back to runs with',
    first: null,
    outcome: 'inconclusive',
    service: service({
      configuration: {variables: [], secrets: [], port: '8000', startCommand: 'cd /app && node server.js'},
    }),
    serviceLog: exits(127),
    evidence: amd64,
    applicationLog: null,
    not: ['bad-start-command'],
  },
  {
    name: 'the command does not exist',
    first: 'entrypoint-not-found',
    serviceLog: exits(127),
    evidence: amd64,
    applicationLog: ['exec: "gunicorn": executable file not found in $PATH'],
  },
  {
    name: 'sh says not found',
    first: 'entrypoint-not-found',
    serviceLog: exits(127),
    evidence: amd64,
    applicationLog: ['/bin/sh: 1: gunicorn: not found'],
  },
  {
    name: 'not executable',
    first: 'entrypoint-not-executable',
    serviceLog: exits(126),
    evidence: amd64,
    applicationLog: ['/bin/sh: 1: /app/start.sh: Permission denied'],
  },
  {
    name: 'a CRLF script',
    first: 'entrypoint-not-executable',
    serviceLog: exits(1),
    evidence: amd64,
    applicationLog: ['exec /app/start.sh: no such file or directory'],
  },
  {
    name: 'exit 0',
    first: 'exited-cleanly',
    serviceLog: exits(0),
    evidence: amd64,
    applicationLog: ['Migrations done', 'Bye'],
  },
  {name: 'exit 139', first: 'native-crash', serviceLog: exits(139), evidence: amd64, applicationLog: null},
  {
    name: 'exit 137 with memory at its limit',
    first: 'out-of-memory',
    serviceLog: exits(137),
    evidence: {...amd64, metrics: {memory: [{at: START + 90_000, average: 97}]}},
    applicationLog: ['Loading model weights'],
  },
  {
    name: 'exit 137 with memory to spare',
    first: null,
    outcome: 'inconclusive',
    serviceLog: exits(137),
    evidence: {...amd64, metrics: {memory: [{at: START + 90_000, average: 22}]}},
    applicationLog: ['Loading model weights'],
    not: ['out-of-memory'],
  },
  {
    name: 'exit 134 of Node with its heap full',
    first: 'out-of-memory',
    serviceLog: exits(134),
    evidence: amd64,
    applicationLog: [
      '<--- Last few GCs --->',
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    ],
    not: ['native-crash'],
  },
  {
    name: 'the database times out before listening',
    first: 'database-unreachable',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      'Traceback (most recent call last):',
      '  File "/app/db.py", line 20, in connect',
      'sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection to server at "10.0.3.7", port 5432 failed: Connection timed out',
    ],
    not: ['crash-on-import'],
  },
  {
    name: 'the cache refuses before listening',
    first: 'database-unreachable',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      'Error: connect ECONNREFUSED 10.0.3.9:6379',
      '    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16) {',
      "  code: 'ECONNREFUSED',",
      '}',
    ],
  },
  {
    name: 'the database rejects',
    first: 'database-rejected',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      'Traceback (most recent call last):',
      '  File "/app/db.py", line 20, in connect',
      'psycopg2.OperationalError: connection to server at "10.0.3.7", port 5432 failed: FATAL:  password authentication failed for user "app"',
    ],
    not: ['database-unreachable', 'crash-on-import'],
  },
  {
    name: 'a private database and no way in',
    first: 'private-database-without-vpc',
    service: service({egress: {type: 'DEFAULT'}}, {DATABASE_URL: 'postgresql://app:s3cr3tpassw0rd@10.0.3.7:5432/app'}),
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      'psycopg2.OperationalError: connection to server at "10.0.3.7", port 5432 failed: Connection timed out',
    ],
  },
  {
    name: 'a migration that waits for a lock',
    first: 'migrations-on-boot',
    service: service({
      configuration: {
        variables: [],
        secrets: [],
        port: '8000',
        startCommand: 'sh -c "alembic upgrade head; exec uvicorn app.main:app"',
      },
    }),
    serviceLog: unhealthy,
    evidence: amd64,
    applicationLog: [
      'INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.',
      'INFO  [alembic.runtime.migration] Running upgrade 3f2a -> 9b1c, add index',
    ],
  },
  {
    name: 'a Fernet key of the wrong form',
    first: 'invalid-env-value',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: [
      'Traceback (most recent call last):',
      '  File "/app/crypto.py", line 5, in <module>',
      '    f = Fernet(os.environ["ENC_KEY"])',
      'ValueError: Fernet key must be 32 url-safe base64-encoded bytes.',
    ],
    not: ['crash-on-import'],
  },
  {
    name: 'gunicorn listens before its workers load',
    first: 'crash-on-import',
    serviceLog: exits(3),
    evidence: amd64,
    applicationLog: [
      '[2026-01-20 10:01:00 +0000] [1] [INFO] Listening at: http://0.0.0.0:8000 (1)',
      '[2026-01-20 10:01:00 +0000] [7] [INFO] Booting worker with pid: 7',
      '[2026-01-20 10:01:01 +0000] [7] [ERROR] Exception in worker process',
      'Traceback (most recent call last):',
      '  File "/app/wsgi.py", line 1, in <module>',
      "ModuleNotFoundError: No module named 'flask_cors'",
    ],
  },
  {
    name: 'gunicorn with an unset variable',
    first: 'missing-env',
    serviceLog: exits(1),
    evidence: amd64,
    applicationLog: [
      '[2026-01-20 10:01:00 +0000] [1] [INFO] Listening at: http://0.0.0.0:8000 (1)',
      'Traceback (most recent call last):',
      '  File "/app/wsgi.py", line 1, in <module>',
      '    key = os.environ["STRIPE_KEY"]',
      "KeyError: 'STRIPE_KEY'",
    ],
  },
  {
    name: 'an update that sent a few keys',
    first: 'env-wiped',
    service: service({}, SATISFIED),
    serviceLog: exits(),
    evidence: nerava,
    applicationLog: [
      'Traceback (most recent call last):',
      '  File "/app/app/core/config.py", line 3, in <module>',
      '    url = os.environ["DATABASE_URL"]',
      '  File "<frozen os>", line 679, in __getitem__',
      "KeyError: 'DATABASE_URL'",
    ],
    not: ['missing-env', 'startup-validation'],
  },
  {
    name: 'a map of one key left by an earlier update',
    first: 'env-wiped',
    operations: [{type: 'START_DEPLOYMENT'}],
    service: service({}, {LOG_LEVEL: 'debug'}),
    serviceLog: exits(),
    evidence: {
      ...amd64,
      'change-history': [{name: 'UpdateService', at: Date.parse('2026-01-20T09:00:00Z'), variables: 'supplied'}],
    },
    applicationLog: ['Traceback (most recent call last):', "KeyError: 'DATABASE_URL'"],
  },
  // The container never runs.
  {
    name: 'arm64 with exit 1 and no log',
    first: 'wrong-architecture',
    serviceLog: exits(),
    evidence: {'image-attempted': arm},
    applicationLog: null,
    not: ['startup-validation', 'wrong-port'],
  },
  {
    name: 'arm64 that never becomes healthy',
    first: 'wrong-architecture',
    serviceLog: unhealthy,
    evidence: {'image-attempted': arm},
    applicationLog: null,
    not: ['wrong-port'],
  },
  {
    name: 'arm64 with the kernel word',
    first: 'wrong-architecture',
    serviceLog: exits(),
    evidence: {'image-attempted': arm},
    applicationLog: ['exec /bin/sh: exec format error'],
    not: ['entrypoint-not-found', 'entrypoint-not-executable'],
  },
  {
    name: 'amd64 carrying a foreign binary',
    first: 'wrong-architecture-inside',
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: ['ImportError: /usr/lib/python3/dist-packages/x.so: invalid ELF header'],
    not: ['wrong-architecture', 'crash-on-import', 'missing-shared-library'],
  },
  {
    name: 'exit 1, amd64, nothing visible',
    first: null,
    serviceLog: exits(),
    evidence: amd64,
    applicationLog: null,
    not: ['startup-validation', 'wrong-architecture'],
  },
  {
    name: 'attestations and nothing else',
    first: null,
    serviceLog: unhealthy,
    evidence: {
      'image-attempted': image({
        index: [
          {digest: 'sha256:a', os: 'linux', architecture: 'amd64'},
          {digest: 'sha256:b', os: 'unknown', architecture: 'unknown', attestation: true},
        ],
        config: {os: 'linux', architecture: 'amd64'},
      }),
    },
    applicationLog: null,
    not: ['attestation-index', 'wrong-architecture'],
  },
  {
    name: 'a dead connector: one picture with role and secret',
    first: null,
    service: service(
      {egress: {type: 'VPC', vpcConnectorArn: 'arn:aws:apprunner:us-east-1:111122223333:vpcconnector/c/1/2'}},
      {},
      ['API_KEY'],
    ),
    serviceLog: [
      [0, `[AppRunner] Deployment with ID : ${OPERATION_ID} started. Triggering event : SERVICE_UPDATE`],
      [40, '[AppRunner] Successfully pulled your application image from ECR.'],
      [58, '[AppRunner] Failed to deploy your application image.'],
    ],
    evidence: amd64,
    applicationLog: null,
    not: ['vpc-connector-broken', 'secret-missing', 'secret-unreadable', 'startup-validation'],
  },
  {
    name: 'a secret that does not exist',
    first: 'secret-missing',
    service: service({}, {}, ['API_KEY']),
    serviceLog: [
      [40, '[AppRunner] Successfully pulled your application image from ECR.'],
      [58, '[AppRunner] Failed to deploy your application image.'],
    ],
    evidence: {
      ...amd64,
      secrets: [
        {
          variable: 'API_KEY',
          reference: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:API_KEY-AbCdEf',
          status: 'missing',
        },
      ],
    },
    applicationLog: null,
    not: ['secret-unreadable', 'platform-fault'],
  },
  // The image cannot be fetched.
  {
    name: 'the access role, with no pull before',
    first: 'access-role-invalid',
    serviceLog: [
      [5, '[AppRunner] Starting to pull your application image.'],
      [
        20,
        '[AppRunner] Failed to pull your application image. Reason: Invalid Access Role in AuthenticationConfiguration.',
      ],
      [21, '[AppRunner] Failed to deploy your application image.'],
    ],
    evidence: amd64,
    applicationLog: null,
  },
  {
    name: 'the access role as a decoy of the rollback',
    first: 'missing-env',
    serviceLog: [
      ...exits(),
      [
        150,
        '[AppRunner] Failed to pull your application image. Reason: Invalid Access Role in AuthenticationConfiguration.',
      ],
    ],
    evidence: amd64,
    applicationLog: [
      'Traceback (most recent call last):',
      '  File "/app/main.py", line 3, in <module>',
      "KeyError: 'DATABASE_URL'",
    ],
    not: ['access-role-invalid', 'image-tag-missing'],
  },
  {
    name: 'the tag does not exist',
    first: 'image-tag-missing',
    serviceLog: [[20, "[AppRunner] Failed to pull your application image. Reason: ECR image doesn't exist."]],
    evidence: {'image-attempted': {status: 'absent', why: 'ImageNotFoundException: v2'}},
    applicationLog: null,
    not: ['access-role-invalid'],
  },
  {
    name: 'the registry of another region',
    first: 'registry-elsewhere',
    serviceLog: [
      [
        20,
        '[AppRunner] Failed to pull your application image. Be sure you configure your service with a valid access role to your ECR repository.',
      ],
    ],
    evidence: {'image-attempted': image({region: 'eu-west-1'})},
    applicationLog: null,
  },
  // It runs but never becomes healthy.
  {
    name: 'another port',
    first: 'wrong-port',
    serviceLog: unhealthy,
    evidence: amd64,
    applicationLog: ['Server listening on port 3000'],
  },
  {
    name: 'another port with Flask',
    first: 'wrong-port',
    serviceLog: unhealthy,
    evidence: amd64,
    applicationLog: [
      ' * Running on all addresses (0.0.0.0)',
      ' * Running on http://127.0.0.1:5000',
      ' * Running on http://10.0.1.23:5000',
    ],
    not: ['bound-to-localhost'],
  },
  {
    name: '404 on the health path',
    first: 'wrong-health-path',
    service: health,
    serviceLog: unhealthy,
    evidence: amd64,
    applicationLog: [
      'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)',
      'INFO:     169.254.175.250:4242 - "GET /healthz HTTP/1.1" 404 Not Found',
    ],
    not: ['wrong-port', 'slow-start', 'startup-hang'],
  },
  {
    name: '401 on the health path',
    first: 'health-requires-auth',
    service: health,
    serviceLog: unhealthy,
    evidence: amd64,
    applicationLog: [
      '[Nest] 1  - LOG [NestApplication] Nest application successfully started',
      'Listening on port 8000',
      '::ffff:169.254.1.1 - - [20/Jan/2026:10:02:00 +0000] "GET /healthz HTTP/1.1" 401 12 "-" "ELB"',
    ],
  },
  {
    name: '503 on the health path',
    first: 'health-dependency-failing',
    service: health,
    serviceLog: unhealthy,
    evidence: amd64,
    applicationLog: [
      'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)',
      'INFO:     10.0.0.1:4242 - "GET /healthz HTTP/1.1" 503 Service Unavailable',
    ],
  },
  {
    name: '301 on the health path',
    first: 'health-redirect-or-host',
    service: health,
    serviceLog: unhealthy,
    evidence: amd64,
    applicationLog: [
      'Listening on port 8000',
      '10.0.0.1 - - [20/Jan/2026:10:02:00 +0000] "GET /healthz HTTP/1.1" 301 0',
    ],
  },
  {
    name: 'bound to 127.0.0.1',
    first: 'bound-to-localhost',
    serviceLog: unhealthy,
    evidence: amd64,
    applicationLog: ['INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)'],
    not: ['wrong-port', 'slow-start'],
  },
  {
    name: 'Next bound to its host name',
    first: 'bound-to-localhost',
    serviceLog: unhealthy,
    evidence: amd64,
    applicationLog: [
      '   ▲ Next.js 14.1.0',
      '   - Local:        http://ip-10-0-1-23.ec2.internal:8000',
      ' ✓ Ready in 300ms',
    ],
  },
  {
    name: 'listens after the check gave up',
    first: 'slow-start',
    serviceLog: unhealthy,
    evidence: amd64,
    applicationLog: [
      [70, 'Loading model'],
      [910, 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)'],
    ],
    not: ['startup-hang', 'wrong-port'],
  },
  {
    name: 'hangs in its start',
    first: 'startup-hang',
    serviceLog: unhealthy,
    evidence: amd64,
    applicationLog: [
      [62, 'INFO:     Started server process [1]'],
      [63, 'INFO:     Waiting for application startup.'],
      [64, 'Connecting to message broker...'],
    ],
    not: ['wrong-port', 'slow-start'],
  },
  {
    name: 'a leftover StartCommand',
    first: 'stale-start-command',
    service: service({configuration: {variables: [], secrets: [], port: '8000', startCommand: 'node server.js'}}),
    serviceLog: unhealthy,
    evidence: amd64,
    applicationLog: ['Listening on port 3000'],
  },
  // Gaps and quiet.
  {
    name: 'denied logs: nothing is claimed',
    first: null,
    evidence: {
      ...amd64,
      'service-log': {status: 'denied', why: 'logs:FilterLogEvents denied'},
      'application-log': {status: 'denied', why: 'logs:FilterLogEvents denied'},
    },
    not: ['startup-validation', 'platform-fault'],
  },
  {
    name: 'a healthy service',
    first: null,
    outcome: 'healthy',
    operations: [{status: 'SUCCEEDED'}],
    serviceLog: pulledLines(
      CHECKING,
      [100, '[AppRunner] Health check is successful. Routing traffic to application.'],
      [110, '[AppRunner] Successfully routed incoming traffic to application.'],
    ),
    applicationLog: ['Listening on port 8000', 'Error: something small'],
    evidence: amd64,
  },
  {
    name: 'healthy after an older failure',
    first: null,
    outcome: 'healthy',
    operations: [
      {status: 'SUCCEEDED'},
      {id: 'b'.repeat(32), startedAt: Date.parse('2026-01-19T10:00:00Z'), endedAt: Date.parse('2026-01-19T10:20:00Z')},
    ],
    serviceLog: pulledLines(CHECKING, [110, '[AppRunner] Successfully routed incoming traffic to application.']),
    evidence: amd64,
  },
  {
    name: 'operations could not be read',
    first: null,
    outcome: 'inconclusive',
    evidence: {operations: {status: 'denied', why: 'apprunner:ListOperations denied'}},
  },
  {
    name: 'in progress, and the container has already exited',
    first: 'missing-env',
    operations: [{status: 'IN_PROGRESS'}],
    service: service({status: 'OPERATION_IN_PROGRESS'}),
    serviceLog: pulledLines(CHECKING, EXIT_1),
    evidence: amd64,
    applicationLog: ["KeyError: 'DATABASE_URL'"],
  },
  {
    name: 'paused',
    first: 'service-paused',
    service: service({status: 'PAUSED'}),
    operations: [
      {type: 'PAUSE_SERVICE', status: 'SUCCEEDED'},
      {id: 'b'.repeat(32), status: 'SUCCEEDED', startedAt: Date.parse('2026-01-19T10:00:00Z')},
    ],
  },
  {
    name: 'a redeployment of an old image',
    first: 'stale-image',
    operations: [
      {type: 'START_DEPLOYMENT', status: 'SUCCEEDED'},
      {
        id: 'b'.repeat(32),
        type: 'START_DEPLOYMENT',
        status: 'SUCCEEDED',
        startedAt: Date.parse('2026-01-19T10:00:00Z'),
        endedAt: Date.parse('2026-01-19T10:05:00Z'),
      },
    ],
    evidence: {'image-running': image({pushedAt: Date.parse('2026-01-18T10:00:00Z')})},
  },
  {
    name: 'a configuration change with the same image is no alarm',
    first: null,
    outcome: 'healthy',
    operations: [
      {type: 'UPDATE_SERVICE', status: 'SUCCEEDED'},
      {
        id: 'b'.repeat(32),
        type: 'START_DEPLOYMENT',
        status: 'SUCCEEDED',
        startedAt: Date.parse('2026-01-19T10:00:00Z'),
        endedAt: Date.parse('2026-01-19T10:05:00Z'),
      },
    ],
    evidence: {'image-running': image({pushedAt: Date.parse('2026-01-18T10:00:00Z')})},
  },
  {
    name: 'an application that quotes App Runner',
    first: 'wrong-health-path',
    service: health,
    serviceLog: unhealthy,
    evidence: amd64,
    applicationLog: [
      '[AppRunner] Your application stopped or failed to start. Container exit code: 137',
      'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)',
      'INFO:     10.0.0.1:4242 - "GET /healthz HTTP/1.1" 404 Not Found',
    ],
    not: ['out-of-memory'],
  },
  {
    name: "another team's KeyError in production",
    first: 'missing-env',
    service: service({}, {ENV: 'production'}),
    serviceLog: exits(),
    evidence: {
      'image-attempted': image({config: {os: 'linux', architecture: 'amd64', cmd: ['python', '-m', 'billing']}}),
    },
    applicationLog: [
      'Traceback (most recent call last):',
      '  File "/srv/billing/__main__.py", line 3, in <module>',
      "KeyError: 'STRIPE_KEY'",
    ],
    not: ['startup-validation'],
  },
];

describe('scenarios', () => {
  it.each(SCENARIOS)('$name', ({first, outcome, not, name: _, ...parts}) => {
    const report = diagnose(bundleOf(parts), {contract: neravaContract});
    const decided = report.causes.filter((cause) => cause.verdict === 'confirmed' || cause.verdict === 'likely');
    expect({first: decided[0]?.cause ?? null, outcome: report.outcome}).toEqual({
      first,
      outcome: outcome ?? (first === null ? 'inconclusive' : 'failing'),
    });
    expect(decided.map((cause) => cause.cause).filter((cause) => not?.includes(cause))).toEqual([]);
    expect(JSON.stringify(report)).not.toMatch(/undefined|\[object|NaN/);
  });
});

describe('a server that is unhealthy until App Runner stops it', () => {
  it('listened, whatever error it logged since', () => {
    const report = diagnose(
      bundleOf({
        serviceLog: [...unhealthy, exit(143)],
        service: health,
        evidence: amd64,
        applicationLog: [
          [70, 'Server listening on http://0.0.0.0:8000'],
          [80, "TypeError: Cannot read properties of undefined (reading 'id')\n    at /app/server.js:9:5"],
        ],
      }),
      {contract: neravaContract},
    );
    expect(report.lastProven).toBe('listen');
  });
});

describe('a healthy service', () => {
  const healthy = bundleOf({
    operations: [{status: 'SUCCEEDED'}],
    service: service({}, VIOLATED),
    evidence: nerava,
    applicationLog: [
      'Traceback (most recent call last):',
      '  File "/app/a.py", line 1, in b',
      'ValueError: one bad request',
    ],
  });

  it('is no problem for what would end another version', () => {
    const report = diagnose(healthy, {contract: neravaContract});
    expect(report.findings.map((finding) => finding.rule)).toContain('contract-violated');
    expect(report.findings.filter((finding) => finding.severity === 'error')).toEqual([]);
    expect(reportExitCode(report)).toBe(0);
    expect(reportExitCode(report, {failOn: 'warning'})).toBe(1);
  });

  it('is one where the user grades a rule so', () => {
    const report = diagnose(healthy, {contract: neravaContract, rules: {'contract-violated': 'error'}});
    expect(reportExitCode(report)).toBe(1);
  });
});

describe('a deployment under way', () => {
  it('is told to end first: changes are refused until then', () => {
    const running = bundleOf({
      operations: [{status: 'IN_PROGRESS'}],
      service: service({status: 'OPERATION_IN_PROGRESS'}),
      serviceLog: pulledLines(CHECKING, EXIT_1),
      evidence: amd64,
      applicationLog: ["KeyError: 'DATABASE_URL'"],
    });
    const [first] = diagnose(running, {contract: neravaContract}).actions;
    expect(first).toMatchObject({kind: 'read', text: expect.stringContaining('Wait until the operation has ended')});
  });

  it('has not failed where App Runner stopped the instance that it replaces', () => {
    const routed = [110, '[AppRunner] Successfully routed incoming traffic to application.'] as const;
    const running = bundleOf({
      operations: [{status: 'IN_PROGRESS'}],
      service: service({status: 'OPERATION_IN_PROGRESS'}),
      serviceLog: pulledLines(CHECKING, routed, exit(143)),
      evidence: amd64,
    });
    expect(diagnose(running, {contract: neravaContract})).toMatchObject({diedIn: null, causes: [], hypotheses: []});
  });
});

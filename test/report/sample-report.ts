import type {Pointer} from '../../src/engine/rule.js';
import type {Report} from '../../src/report/model.js';

const OPERATION = '0123456789abcdef0123456789abcdef';
const INSTANCE = 'instance/fedcba9876543210fedcba9876543210';
const REGISTRY = '111122223333.dkr.ecr.us-east-1.amazonaws.com/nerava-backend';

const exitLine: Pointer = {
  evidence: 'service-log',
  path: 'events[9]',
  time: '2026-11-20T02:16:41.000Z',
  stream: 'events',
  excerpt:
    '[AppRunner] Your application stopped or failed to start. See logs for more information.  Container exit code: 1',
};

const validationLine: Pointer = {
  evidence: 'application-log',
  path: 'events[14]',
  time: '2026-11-20T02:16:39.120Z',
  stream: INSTANCE,
  excerpt: '[STARTUP ERROR] Startup validation failed: REDIS_URL must be set and not the local default',
};

const redisUnset: Pointer = {
  evidence: 'service',
  path: 'configuration.variables',
  excerpt: 'ENV, DATABASE_URL, JWT_SECRET, ALLOWED_ORIGINS (REDIS_URL is not among them)',
};

const traceback: Pointer = {
  evidence: 'application-log',
  path: 'events[20]',
  time: '2026-11-20T02:16:40.002Z',
  stream: INSTANCE,
  excerpt: [
    'Traceback (most recent call last):',
    ...Array.from({length: 20}, (_, i) => `  File "/app/app/step_${i}.py", line ${i + 1}, in step_${i}`),
    'RuntimeError: startup validation failed',
  ].join('\n'),
};

/** A full report, every section filled: what the renderers are tested with. Synthetic values only. */
export const sampleReport: Report = {
  schemaVersion: 1,
  tool: {name: 'nerava-diag', version: '0.1.0'},
  generatedAt: '2026-11-20T03:05:12.000Z',
  target: {
    platform: 'app-runner',
    service: 'nerava-backend',
    id: '8fe1e10304f84fd2b0df550fe98a71fa',
    arn: 'arn:aws:apprunner:us-east-1:111122223333:service/nerava-backend/8fe1e10304f84fd2b0df550fe98a71fa',
    account: '111122223333',
    region: 'us-east-1',
    status: 'RUNNING',
    identity: 'arn:aws:sts::111122223333:assumed-role/oncall-readonly/alex',
  },
  window: {from: '2026-11-20T02:13:03.000Z', to: '2026-11-20T02:27:41.000Z'},
  outcome: 'failing',
  headline:
    'Start-up validation ended the process (exit code 1): REDIS_URL and TOKEN_ENCRYPTION_KEY are not set; v32 was rolled back to v24.',
  rolledBack: {attempted: `${REGISTRY}:v32-strict-validation`, running: `${REGISTRY}:v24-lazy-import`},
  deployment: {
    operationId: OPERATION,
    type: 'START_DEPLOYMENT',
    status: 'ROLLBACK_SUCCEEDED',
    startedAt: '2026-11-20T02:14:03.000Z',
    endedAt: '2026-11-20T02:22:41.000Z',
    durationSeconds: 518,
    failedInARow: 6,
    previousGood: {operationId: 'aaaabbbbccccddddeeeeffff00001111', endedAt: '2026-11-12T17:40:10.000Z'},
  },
  lastProven: 'start',
  diedIn: 'listen',
  phases: [
    {
      phase: 'source',
      proven: true,
      text: 'App Runner lists the operation.',
      at: [{evidence: 'operations', path: '[0]', excerpt: 'START_DEPLOYMENT ROLLBACK_SUCCEEDED'}],
    },
    {
      phase: 'pull',
      proven: true,
      text: 'The image was pulled.',
      at: [
        {
          evidence: 'service-log',
          path: 'events[3]',
          time: '2026-11-20T02:14:31.000Z',
          stream: 'events',
          excerpt: '[AppRunner] Successfully pulled your application image from ECR.',
        },
      ],
    },
    {phase: 'provision', proven: true, text: 'Instances were provisioned.', at: []},
    {phase: 'start', proven: true, text: 'The application wrote to its log.', at: [validationLine]},
    {phase: 'listen', proven: false, text: 'No line says that a server listens.', at: []},
    {phase: 'health', proven: false, text: 'No health check succeeded.', at: []},
    {phase: 'serve', proven: false, text: 'No traffic was routed.', at: []},
  ],
  ladder: [
    {id: 'interpreter', title: 'Python interpreter started', seenAt: '2026-11-20T02:16:35.000Z'},
    {id: 'fastapi', title: 'FastAPI imported', seenAt: '2026-11-20T02:16:37.500Z'},
    {id: 'config', title: 'config loaded', seenAt: '2026-11-20T02:16:38.000Z'},
    {id: 'validation', title: 'validation checks began', seenAt: '2026-11-20T02:16:39.000Z'},
    {id: 'routers', title: 'routers loaded', seenAt: null},
    {id: 'startup-complete', title: 'application start-up complete', seenAt: null},
  ],
  causes: [
    {
      cause: 'startup-validation',
      title: 'Start-up validation ended the process',
      phase: 'start',
      verdict: 'confirmed',
      because: [
        {
          rule: 'validation-line',
          strength: 'direct',
          text: 'The application says that its start-up validation failed.',
          at: [validationLine, traceback],
        },
        {rule: 'exit-code', strength: 'indirect', text: 'The process ended with exit code 1.', at: [exitLine]},
        {
          rule: 'contract-violated',
          strength: 'indirect',
          text: 'The configuration breaks 2 of 10 checks with strict mode on; the backend stops at redis-url.',
          at: [redisUnset],
        },
      ],
      against: [],
      missing: [],
      next: [
        {
          text: 'Set REDIS_URL and TOKEN_ENCRYPTION_KEY, keeping every other variable.',
          command:
            'aws apprunner update-service --service-arn … --source-configuration file://source-configuration.json',
          kind: 'mutate',
          undo: 'Run it again with the file that the first command saved.',
          horizon: 'immediate',
        },
        {
          text: 'Read what the backend itself says about its environment.',
          command: 'nerava-diag validate nerava-backend',
          kind: 'read',
          horizon: 'immediate',
        },
      ],
    },
    {
      cause: 'slow-start',
      title: 'The application starts more slowly than the health check tolerates',
      phase: 'health',
      verdict: 'possible',
      because: [
        {
          rule: 'image-grew',
          strength: 'correlated',
          text: 'The attempted image is 38 % larger than the running one.',
          at: [
            {evidence: 'image-attempted', path: 'packedBytes', excerpt: '569012345'},
            {evidence: 'image-running', path: 'packedBytes', excerpt: '412345678'},
          ],
        },
      ],
      against: [
        {rule: 'exit-code', text: 'The process ended by itself, it was not waited for.', at: [exitLine]},
        {rule: 'phases', text: 'No line says that a server listens, late or not.', at: []},
      ],
      missing: [
        {
          evidence: 'metrics',
          text: 'CPU and memory of the failed instances could not be read.',
          fix: 'Allow cloudwatch:GetMetricData.',
        },
      ],
      next: [],
    },
    {
      cause: 'secret-unreadable',
      title: 'The instance role may not read a referenced secret',
      phase: 'provision',
      verdict: 'unknown',
      because: [],
      against: [],
      missing: [
        {evidence: 'roles', text: 'The instance role could not be read.', fix: 'Allow iam:SimulatePrincipalPolicy.'},
      ],
      next: [],
    },
    {
      cause: 'access-role-invalid',
      title: 'App Runner may not pull from ECR',
      phase: 'pull',
      verdict: 'ruled-out',
      because: [],
      against: [
        {
          rule: 'phases',
          text: 'The image was pulled; the later access-role line belongs to the rollback.',
          at: [
            {
              evidence: 'service-log',
              path: 'events[3]',
              time: '2026-11-20T02:14:31.000Z',
              stream: 'events',
              excerpt: '[AppRunner] Successfully pulled your application image from ECR.',
            },
          ],
        },
      ],
      missing: [],
      next: [],
    },
    {
      cause: 'wrong-architecture',
      title: 'The image is not built for linux/amd64',
      phase: 'start',
      verdict: 'ruled-out',
      because: [],
      against: [{rule: 'architecture-ok', text: 'The image is linux/amd64.', at: []}],
      missing: [],
      next: [],
    },
  ],
  hypotheses: [
    {
      id: 'environment-changed',
      title: 'The environment changed between the versions',
      verdict: 'ruled-out',
      because: [],
      against: [
        {
          rule: 'variables-unchanged',
          text: 'No update of the variables is recorded between the two deployments.',
          at: [{evidence: 'change-history', path: '', excerpt: 'no UpdateService with variables since 2026-11-12'}],
        },
      ],
      missing: [],
    },
    {
      id: 'validation-changed',
      title: 'The validation was added or made stricter',
      verdict: 'confirmed',
      because: [
        {
          rule: 'contract-files-differ',
          strength: 'direct',
          text: 'app/core/startup_validation.py differs between the images.',
          at: [{evidence: 'image-files', path: 'app/core/startup_validation.py', excerpt: '+    sys.exit(1)'}],
        },
      ],
      against: [],
      missing: [],
    },
    {
      id: 'fails-on-import',
      title: 'The new version fails while it is imported',
      verdict: 'ruled-out',
      because: [],
      against: [{rule: 'ladder', text: 'The log shows that the config module was loaded.', at: [validationLine]}],
      missing: [],
    },
  ],
  findings: [
    {
      rule: 'validation-line',
      severity: 'error',
      phase: 'start',
      text: 'The application says that its start-up validation failed.',
      at: [validationLine],
    },
    {
      rule: 'attestation-entries',
      severity: 'info',
      phase: 'source',
      text: 'The image index holds unknown/unknown entries (build attestations).',
      at: [{evidence: 'image-attempted', path: 'manifests[1].platform', excerpt: 'unknown/unknown'}],
    },
    {
      rule: 'health-check-shallow',
      severity: 'warning',
      phase: 'health',
      text: 'The health check uses TCP: it cannot tell a started application from a working one.',
      at: [{evidence: 'service', path: 'healthCheck.protocol', excerpt: 'TCP'}],
    },
  ],
  startup: {
    appliesBecause: "the image's CMD runs app.main_simple:app",
    configuration: 'rolled-back-to',
    prediction: {
      contract: 'nerava',
      outcome: 'exits',
      first: 'redis-url',
      mayStopEarlierAt: ['jwt-secret'],
      gates: {env: 'prod', local: false, production: true, skip: false, strict: true},
      checks: [
        {
          id: 'jwt-secret',
          title: 'JWT secret',
          status: 'unknown',
          variables: ['JWT_SECRET', 'NERAVA_SECRET_KEY'],
          message: 'JWT_SECRET comes from Secrets Manager; its value is not visible.',
          fix: 'Run again with --resolve-secrets.',
        },
        {
          id: 'database-url',
          title: 'Database URL',
          status: 'pass',
          variables: ['DATABASE_URL'],
          message: 'DATABASE_URL is not SQLite.',
        },
        {
          id: 'redis-url',
          title: 'Redis URL',
          status: 'fail',
          variables: ['REDIS_URL'],
          message: 'REDIS_URL is not set.',
          fix: 'Set REDIS_URL to the address of the Redis that production uses.',
        },
        {
          id: 'dev-flags',
          title: 'Development flags',
          status: 'pass',
          variables: ['NERAVA_DEV_ALLOW_ANON_USER'],
          message: 'No development flag is on.',
        },
        {
          id: 'token-encryption-key',
          title: 'Token encryption key',
          status: 'fail',
          variables: ['TOKEN_ENCRYPTION_KEY'],
          message: 'TOKEN_ENCRYPTION_KEY is not set.',
          fix: 'Set a Fernet key of 44 characters.',
        },
        {
          id: 'cors-origins',
          title: 'CORS origins',
          status: 'pass',
          variables: ['ALLOWED_ORIGINS'],
          message: 'ALLOWED_ORIGINS holds no wildcard.',
        },
        {
          id: 'public-urls',
          title: 'Public URLs',
          status: 'pass',
          variables: ['PUBLIC_BASE_URL', 'FRONTEND_URL'],
          message: 'Neither URL names this machine.',
        },
        {
          id: 'demo-mode',
          title: 'Demo mode',
          status: 'pass',
          variables: ['DEMO_MODE'],
          message: 'DEMO_MODE is off.',
        },
        {
          id: 'merchant-auth-mock',
          title: 'Merchant authentication',
          status: 'pass',
          variables: ['MERCHANT_AUTH_MOCK'],
          message: 'MERCHANT_AUTH_MOCK is off.',
        },
        {
          id: 'settings',
          title: 'Settings',
          status: 'not-run',
          variables: ['OTP_PROVIDER'],
          message: 'Runs only after the checks before it.',
        },
      ],
      parses: [
        {
          variable: 'TWILIO_TIMEOUT_SECONDS',
          type: 'int',
          status: 'unknown',
          message: 'The value is a secret; whether it is a whole number cannot be seen.',
        },
      ],
    },
  },
  changes: [
    {
      what: 'app/core/startup_validation.py: strict mode ends the process',
      before: 'logs the failure and goes on',
      after: 'sys.exit(1)',
      at: [{evidence: 'image-files', path: 'app/core/startup_validation.py', excerpt: '+    sys.exit(1)'}],
    },
    {what: 'image size', before: '412.3 MB', after: '569.0 MB', at: []},
  ],
  images: {
    running: {
      reference: `${REGISTRY}:v24-lazy-import`,
      digest: `sha256:${'24'.repeat(32)}`,
      pushedAt: '2026-11-12T17:30:00.000Z',
      packedBytes: 412_345_678,
      platform: 'linux/amd64',
      command: 'python -m uvicorn app.main_simple:app --host 0.0.0.0 --port 8000',
      created: '2026-11-12T17:25:00.000Z',
    },
    attempted: {
      reference: `${REGISTRY}:v32-strict-validation`,
      digest: `sha256:${'32'.repeat(32)}`,
      pushedAt: '2026-11-20T02:10:00.000Z',
      packedBytes: 569_012_345,
      platform: 'linux/amd64',
      command: 'python -m uvicorn app.main_simple:app --host 0.0.0.0 --port 8000',
      created: null,
    },
  },
  timeline: [
    {at: '2026-11-12T17:40:10.000Z', source: 'operation', text: 'v24-lazy-import deployed: SUCCEEDED'},
    {at: '2026-11-20T02:10:00.000Z', source: 'image', text: 'v32-strict-validation pushed'},
    {at: '2026-11-20T02:13:58.000Z', source: 'change', text: 'UpdateService by deploy-bot (image only)'},
    {at: '2026-11-20T02:14:03.000Z', source: 'operation', text: 'START_DEPLOYMENT began'},
    {
      at: '2026-11-20T02:16:39.120Z',
      source: 'application',
      text: '[STARTUP ERROR] Startup validation failed: REDIS_URL must be set and not the local default',
      important: true,
      pointer: validationLine,
    },
    {
      at: '2026-11-20T02:16:41.000Z',
      source: 'app-runner',
      text: 'Your application stopped or failed to start. Container exit code: 1',
      important: true,
      pointer: exitLine,
    },
    {at: '2026-11-20T02:22:41.000Z', source: 'operation', text: 'START_DEPLOYMENT ended: ROLLBACK_SUCCEEDED'},
  ],
  actions: [
    {
      text: 'Save the configuration as it is now.',
      command: 'aws apprunner describe-service --service-arn … > before.json',
      kind: 'read',
      horizon: 'immediate',
    },
    {
      text: 'Set REDIS_URL and TOKEN_ENCRYPTION_KEY, keeping every other variable.',
      command: 'aws apprunner update-service --service-arn … --source-configuration file://source-configuration.json',
      kind: 'mutate',
      undo: 'Run it again with the file that the first command saved.',
      horizon: 'immediate',
    },
    {
      text: 'Run the preflight in the pipeline before every deployment.',
      command: 'nerava-diag preflight v33 nerava-backend',
      kind: 'read',
      horizon: 'short-term',
    },
    {
      text: 'Alarm on operations that end in ROLLBACK_SUCCEEDED.',
      kind: 'mutate',
      undo: 'Delete the alarm.',
      horizon: 'medium-term',
    },
    {text: 'Log start-up failures to a channel that outlives the container.', kind: 'mutate', horizon: 'long-term'},
  ],
  questions: [
    {
      question: 'What is ENV?',
      answer: 'prod: the production checks run.',
      at: [{evidence: 'service', path: 'configuration.variables.ENV'}],
    },
    {question: 'Are REDIS_URL and TOKEN_ENCRYPTION_KEY set?', answer: 'Neither is set.', at: [redisUnset]},
    {question: 'What does ALLOWED_ORIGINS hold?', answer: 'Two https origins, no wildcard.', at: []},
    {question: 'Is DATABASE_URL PostgreSQL?', answer: 'Yes.', at: []},
    {question: 'Is JWT_SECRET set and not a default?', answer: 'It is a secret; its value was not read.', at: []},
  ],
  filesToReview: [
    {path: 'app/core/startup_validation.py', why: 'Holds the checks; differs between the two images.'},
    {path: 'app/main_simple.py', why: 'Decides whether a failed check ends the process.'},
  ],
  gaps: [
    {
      evidence: 'metrics',
      status: 'denied',
      why: 'AccessDeniedException on cloudwatch:GetMetricData',
      fix: 'Allow cloudwatch:GetMetricData.',
    },
    {evidence: 'roles', status: 'timeout', why: 'No answer within 10 s.', fix: 'Run again with --timeout 60s.'},
    {evidence: 'secrets', status: 'skipped', why: 'Secrets are read only when asked for.', fix: null},
  ],
  redactions: [{what: 'value of DATABASE_URL', where: 'application log', count: 2}],
};

/** Nothing but what every report must hold. */
export const emptyReport: Report = {
  schemaVersion: 1,
  tool: {name: 'nerava-diag', version: '0.1.0'},
  generatedAt: '2026-11-20T03:05:12.000Z',
  target: {
    platform: 'app-runner',
    service: 'quiet',
    id: null,
    arn: null,
    account: null,
    region: null,
    status: null,
    identity: null,
  },
  window: null,
  outcome: 'healthy',
  headline: 'Nothing wrong was found.',
  rolledBack: false,
  deployment: null,
  lastProven: null,
  diedIn: null,
  phases: [],
  ladder: [],
  causes: [],
  hypotheses: [],
  findings: [],
  startup: null,
  changes: [],
  images: {running: null, attempted: null},
  timeline: [],
  actions: [],
  questions: [],
  filesToReview: [],
  gaps: [],
  redactions: [],
};

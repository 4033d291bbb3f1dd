import type {Condition, Contract, Part, Rung} from './model.js';

/** The start-up contract of the Nerava backend, as its own settings and validators were observed to behave. */

const notLocal: Condition = {not: {gate: 'local'}};
const production: Condition = {gate: 'production'};
/** The settings check compares ENV itself, case-sensitively. */
const envIsProd: Condition = {setting: 'env-as-given', equals: 'prod'};

const JWT_FIX = 'Set JWT_SECRET to a long random value of its own.';
const FERNET_FIX =
  "Set TOKEN_ENCRYPTION_KEY to a Fernet key: python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'.";

const jwtParts: readonly Part[] = [
  {
    if: {
      all: [
        {variable: 'JWT_SECRET', set: false},
        {variable: 'NERAVA_SECRET_KEY', set: false},
      ],
    },
    message: 'JWT_SECRET is not set, so the development default applies, which is refused',
    fix: JWT_FIX,
    variables: ['JWT_SECRET', 'NERAVA_SECRET_KEY'],
  },
  {
    if: {setting: 'jwt-secret', empty: true},
    message: 'JWT_SECRET is empty',
    fix: JWT_FIX,
  },
  {
    if: {
      all: [
        {
          any: [
            {variable: 'JWT_SECRET', set: true},
            {variable: 'NERAVA_SECRET_KEY', set: true},
          ],
        },
        {setting: 'jwt-secret', in: ['dev-secret', 'dev-secret-change-me']},
      ],
    },
    message: 'JWT_SECRET is a known development default',
    fix: JWT_FIX,
    variables: ['JWT_SECRET', 'NERAVA_SECRET_KEY'],
  },
];

const fernetParts: readonly Part[] = [
  {
    if: {setting: 'token-encryption-key', empty: true},
    message: 'TOKEN_ENCRYPTION_KEY is not set or empty',
    fix: FERNET_FIX,
  },
  {
    if: {
      all: [{setting: 'token-encryption-key', empty: false}, {not: {setting: 'token-encryption-key', length: 44}}],
    },
    message: 'TOKEN_ENCRYPTION_KEY is not 44 characters long',
    fix: FERNET_FIX,
  },
  {
    if: {
      all: [{setting: 'token-encryption-key', length: 44}, {not: {setting: 'token-encryption-key', base64Bytes: 32}}],
    },
    message: 'TOKEN_ENCRYPTION_KEY has 44 characters but does not decode to the 32 bytes of a Fernet key',
    fix: FERNET_FIX,
  },
];

const urlParts: readonly Part[] = [
  ...localUrlParts('PUBLIC_BASE_URL', 'public-base-url', 'the public https address of the API'),
  ...localUrlParts('FRONTEND_URL', 'frontend-url', 'the public https address of the frontend'),
];

const demoMode: Part = {
  if: {variable: 'DEMO_MODE', isTrue: true},
  message: 'DEMO_MODE is on, which production refuses',
  fix: 'Remove DEMO_MODE or set it to false.',
};

const merchantAuthMock: Part = {
  if: {variable: 'MERCHANT_AUTH_MOCK', isTrue: true},
  message: 'MERCHANT_AUTH_MOCK is on, which production refuses',
  fix: 'Remove MERCHANT_AUTH_MOCK or set it to false.',
};

const twilio: Condition = {setting: 'otp-provider', in: ['twilio_verify', 'twilio_sms']};

export const neravaContract: Contract = {
  name: 'nerava-backend',
  title: 'Start-up validation of the Nerava backend',
  appliesTo: {
    commands: ['app.main_simple:app'],
    files: ['/app/app/main_simple.py', '/app/app/core/startup_validation.py'],
  },
  settings: {
    'env-name': {variables: ['ENV'], default: 'dev', lowercase: true},
    'env-as-given': {variables: ['ENV'], default: 'dev'},
    'jwt-secret': {variables: ['JWT_SECRET', 'NERAVA_SECRET_KEY'], default: 'dev-secret-change-me'},
    'database-url': {variables: ['DATABASE_URL'], default: 'sqlite:///./nerava.db'},
    'redis-url': {variables: ['REDIS_URL'], default: ''},
    'token-encryption-key': {variables: ['TOKEN_ENCRYPTION_KEY'], default: ''},
    'public-base-url': {variables: ['PUBLIC_BASE_URL'], default: 'http://localhost:8001'},
    'frontend-url': {variables: ['FRONTEND_URL'], default: 'http://localhost:8001'},
    'otp-provider': {variables: ['OTP_PROVIDER'], default: 'twilio_verify'},
    'apple-pass-type-id': {variables: ['APPLE_WALLET_PASS_TYPE_ID'], default: 'pass.com.nerava.wallet'},
  },
  parses: [
    {
      type: 'python-int',
      variables: [
        'ACCESS_TOKEN_EXPIRE_MINUTES',
        'MINIMUM_WITHDRAWAL_CENTS',
        'WEEKLY_WITHDRAWAL_LIMIT_CENTS',
        'INTENT_SESSION_ONBOARDING_THRESHOLD',
        'EXCLUSIVE_DURATION_MIN',
        'NATIVE_CHARGER_DWELL_SECONDS',
        'NATIVE_GRACE_PERIOD_SECONDS',
        'NATIVE_HARD_TIMEOUT_SECONDS',
        'CHARGER_SEARCH_LIMIT',
        'GOOGLE_PLACES_SEARCH_RADIUS_M',
        'MERCHANT_CACHE_TTL_SECONDS',
        'VEHICLE_ONBOARDING_RETENTION_DAYS',
        'MAX_PERK_UNLOCKS_PER_SESSION',
        'PERK_COOLDOWN_MINUTES_PER_MERCHANT',
        'PLATFORM_FEE_BPS',
        'TWILIO_TIMEOUT_SECONDS',
        'REFRESH_TOKEN_EXPIRE_DAYS',
        'NOVA_TO_USD_CONVERSION_RATE_CENTS',
        'PARTNER_DEFAULT_RATE_LIMIT_RPM',
      ],
    },
    {
      type: 'python-float',
      variables: [
        'LOCATION_ACCURACY_THRESHOLD_M',
        'CONFIDENCE_TIER_A_THRESHOLD_M',
        'CONFIDENCE_TIER_B_THRESHOLD_M',
        'CHARGER_RADIUS_M',
        'NATIVE_CHARGER_INTENT_RADIUS_M',
        'NATIVE_CHARGER_ANCHOR_RADIUS_M',
        'NATIVE_MERCHANT_UNLOCK_RADIUS_M',
        'NATIVE_LOCATION_ACCURACY_THRESHOLD_M',
        'NATIVE_SPEED_THRESHOLD_FOR_DWELL_MPS',
      ],
    },
  ],
  gates: [
    {id: 'env', title: 'Environment name', value: {setting: 'env-name'}},
    {id: 'local', title: 'Local environment', condition: {setting: 'env-name', in: ['local', 'dev']}},
    {id: 'production', title: 'Production checks', condition: {setting: 'env-name', equals: 'prod'}},
    {id: 'skip', title: 'Validation skipped', condition: {variable: 'SKIP_STARTUP_VALIDATION', isTrue: true}},
    {
      id: 'strict',
      title: 'A failed check ends the process',
      condition: {
        all: [
          {not: {gate: 'skip'}},
          {
            any: [
              {variable: 'STRICT_STARTUP_VALIDATION', isTrue: true},
              {all: [{variable: 'STRICT_STARTUP_VALIDATION', set: false}, notLocal]},
            ],
          },
        ],
      },
    },
  ],
  checks: [
    {
      id: 'jwt-secret',
      title: 'JWT secret',
      observedName: 'validate_jwt_secret',
      when: notLocal,
      fails: [
        {
          if: {setting: 'jwt-secret', equalsValueOf: {setting: 'database-url'}},
          message: 'The JWT secret is the same value as the database URL',
          fix: JWT_FIX,
        },
        ...jwtParts,
      ],
      passes: 'The JWT secret is set, not a development default and not the database URL',
      otherwise: 'Not checked in a local environment',
    },
    {
      id: 'database-url',
      title: 'Database URL',
      observedName: 'validate_database_url',
      when: notLocal,
      fails: [
        {
          if: {variable: 'DATABASE_URL', set: false},
          message: 'DATABASE_URL is not set, so the SQLite default applies, which is refused',
          fix: 'Set DATABASE_URL to the PostgreSQL URL of this environment.',
        },
        {
          if: {
            all: [
              {variable: 'DATABASE_URL', set: true},
              {setting: 'database-url', startsWith: 'sqlite:', lowercase: true},
            ],
          },
          message: 'DATABASE_URL names SQLite, which is refused outside local environments',
          fix: 'Set DATABASE_URL to the PostgreSQL URL of this environment.',
        },
      ],
      passes: 'DATABASE_URL does not name SQLite',
      otherwise: 'Not checked in a local environment',
    },
    {
      id: 'redis-url',
      title: 'Redis URL',
      observedName: 'validate_redis_url',
      when: notLocal,
      fails: [
        {
          if: {setting: 'redis-url', empty: true},
          message: 'REDIS_URL is not set or empty',
          fix: 'Set REDIS_URL to the Redis endpoint of this environment.',
        },
        {
          if: {setting: 'redis-url', equals: 'redis://localhost:6379/0'},
          message: 'REDIS_URL is the local default',
          fix: 'Set REDIS_URL to the Redis endpoint of this environment.',
        },
      ],
      passes: 'REDIS_URL is set and not the local default',
      otherwise: 'Not checked in a local environment',
    },
    {
      id: 'dev-flags',
      title: 'Development flags',
      observedName: 'validate_dev_flags',
      when: notLocal,
      fails: [
        {
          if: {variable: 'NERAVA_DEV_ALLOW_ANON_USER', isTrue: true},
          message: 'NERAVA_DEV_ALLOW_ANON_USER is on',
          fix: 'Remove NERAVA_DEV_ALLOW_ANON_USER.',
        },
        {
          if: {variable: 'NERAVA_DEV_ALLOW_ANON_DRIVER', isTrue: true},
          message: 'NERAVA_DEV_ALLOW_ANON_DRIVER is on',
          fix: 'Remove NERAVA_DEV_ALLOW_ANON_DRIVER.',
        },
      ],
      passes: 'No development flag is on',
      otherwise: 'Not checked in a local environment',
    },
    {
      id: 'token-encryption-key',
      title: 'Token encryption key',
      observedName: 'validate_token_encryption_key',
      when: notLocal,
      fails: fernetParts,
      passes: 'TOKEN_ENCRYPTION_KEY is a Fernet key',
      otherwise: 'Not checked in a local environment',
    },
    {
      id: 'cors-origins',
      title: 'CORS origins',
      observedName: 'validate_cors_origins',
      when: {not: {setting: 'env-name', equals: 'local'}},
      fails: [
        {
          if: {variable: 'ALLOWED_ORIGINS', contains: '*'},
          message: 'ALLOWED_ORIGINS holds a wildcard',
          fix: 'Set ALLOWED_ORIGINS to the exact origins of the frontends, separated by commas.',
        },
      ],
      passes: 'ALLOWED_ORIGINS holds no wildcard',
      otherwise: 'Not checked when ENV is local',
    },
    {
      id: 'public-urls',
      title: 'Public URLs',
      observedName: 'validate_public_urls',
      when: production,
      fails: urlParts,
      passes: 'PUBLIC_BASE_URL and FRONTEND_URL do not point to this machine',
      otherwise: 'Only checked when ENV is prod',
    },
    {
      id: 'demo-mode',
      title: 'Demo mode',
      observedName: 'validate_demo_mode',
      when: production,
      fails: [demoMode],
      passes: 'DEMO_MODE is off',
      otherwise: 'Only checked when ENV is prod',
    },
    {
      id: 'merchant-auth-mock',
      title: 'Merchant authentication mock',
      observedName: 'validate_merchant_auth_mock',
      when: production,
      fails: [merchantAuthMock],
      passes: 'MERCHANT_AUTH_MOCK is off',
      otherwise: 'Only checked when ENV is prod',
    },
    {
      id: 'settings',
      title: 'Settings of integrations and production',
      observedName: 'validate_config',
      fails: [
        ...appleParts(),
        ...hubspotParts(),
        ...otpParts(),
        ...[merchantAuthMock, demoMode, ...jwtParts, ...fernetParts, ...urlParts].map((part) => ({
          ...part,
          if: {all: [envIsProd, part.if]},
        })),
      ],
      passes: 'The integrations that are on are configured',
    },
  ],
  outcomes: {skip: 'skip', strict: 'strict'},
  ladder: [
    rung('interpreter', 'Python interpreter started', 'Python interpreter started', '[STARTUP] Python version:'),
    rung('fastapi', 'FastAPI imported', 'FastAPI imported successfully'),
    rung('config', 'Settings loaded', '[STARTUP] Config loaded'),
    rung('database-module', 'Database module loaded', '[STARTUP] Database module loaded'),
    rung('logging', 'Logging configured', '[STARTUP] Logging configured'),
    rung('schema', 'Database schema being checked', '[STARTUP] Ensuring database schema'),
    rung('validation', 'Validation started', 'Running validation checks'),
    rung('jwt-secret-passed', 'JWT secret validation passed', 'JWT secret validation passed'),
    rung('database-url-passed', 'Database URL validation passed', 'Database URL validation passed'),
    rung('redis-url-passed', 'Redis URL validation passed', 'Redis URL validation passed'),
    rung('dev-flags-passed', 'Development flags validation passed', 'Dev flags validation passed'),
    rung(
      'token-encryption-key-passed',
      'Token encryption key validation passed',
      'TOKEN_ENCRYPTION_KEY validation passed',
      'Token encryption key validation passed',
    ),
    rung(
      'cors-origins-passed',
      'CORS origins validation passed',
      'CORS origins validation passed',
      'CORS validation passed',
    ),
    rung('public-urls-passed', 'Public URLs validation passed', 'Public URLs validation passed'),
    rung('demo-mode-passed', 'Demo mode validation passed', 'Demo mode validation passed'),
    rung(
      'merchant-auth-mock-passed',
      'Merchant authentication mock validation passed',
      'Merchant auth mock validation passed',
    ),
    rung('settings-passed', 'Settings validation passed', 'Config validation passed'),
    rung('serving', 'Application startup complete', 'Application startup complete.'),
    rung('listening', 'Uvicorn listens', 'Uvicorn running on '),
  ],
  failures: [
    rung('validation-failed', 'Start-up validation failed', 'Startup validation failed: '),
    rung('strict-exit', 'Strict mode ends the process', 'STRICT_STARTUP_VALIDATION enabled - exiting'),
  ],
  files: [
    {path: '/app/app/main_simple.py', why: 'decides which checks run, in which order, and when a failure exits'},
    {path: '/app/app/core/startup_validation.py', why: 'holds the checks'},
    {path: '/app/app/core/env.py', why: 'derives the environment name'},
    {path: '/app/app/core/config.py', why: 'reads the settings and holds the last check'},
    {path: '/app/scripts/start.sh', why: 'starts the server where the CMD runs it'},
    {path: '/app/Dockerfile', why: 'declares the CMD the image was built with'},
  ],
  questions: [
    {
      id: 'environment',
      question: 'What is ENV?',
      variables: ['ENV'],
      checks: [],
    },
    {
      id: 'redis-and-encryption-key',
      question: 'Are REDIS_URL and TOKEN_ENCRYPTION_KEY set?',
      variables: ['REDIS_URL', 'TOKEN_ENCRYPTION_KEY'],
      checks: ['redis-url', 'token-encryption-key'],
    },
    {
      id: 'allowed-origins',
      question: 'What does ALLOWED_ORIGINS hold?',
      variables: ['ALLOWED_ORIGINS'],
      checks: ['cors-origins'],
    },
    {
      id: 'database',
      question: 'Is DATABASE_URL PostgreSQL?',
      variables: ['DATABASE_URL'],
      checks: ['database-url'],
    },
    {
      id: 'jwt-secret',
      question: 'Is JWT_SECRET set and not a default?',
      variables: ['JWT_SECRET', 'NERAVA_SECRET_KEY'],
      checks: ['jwt-secret'],
    },
  ],
  shown: [
    'ENV',
    'REGION',
    'SKIP_STARTUP_VALIDATION',
    'STRICT_STARTUP_VALIDATION',
    'OTP_PROVIDER',
    'DEMO_MODE',
    'MERCHANT_AUTH_MOCK',
    'NERAVA_DEV_ALLOW_ANON_USER',
    'NERAVA_DEV_ALLOW_ANON_DRIVER',
    'APPLE_WALLET_SIGNING_ENABLED',
    'HUBSPOT_ENABLED',
    'HUBSPOT_SEND_LIVE',
  ],
};

function localUrlParts(variable: string, setting: string, wanted: string): readonly Part[] {
  const pointsHere: Condition = {
    any: [
      {setting, contains: 'localhost', lowercase: true},
      {setting, contains: '127.0.0.1'},
    ],
  };
  const fix = `Set ${variable} to ${wanted}.`;
  return [
    {
      if: {variable, set: false},
      message: `${variable} is not set, so the localhost default applies, which production refuses`,
      fix,
    },
    {
      if: {all: [{variable, set: true}, pointsHere]},
      message: `${variable} points to this machine (localhost or 127.0.0.1), which production refuses`,
      fix,
    },
  ];
}

function appleParts(): readonly Part[] {
  const enabled: Condition = {variable: 'APPLE_WALLET_SIGNING_ENABLED', isTrue: true};
  return [
    {
      if: {all: [enabled, {setting: 'apple-pass-type-id', empty: true}]},
      message: 'APPLE_WALLET_SIGNING_ENABLED is on and APPLE_WALLET_PASS_TYPE_ID is empty',
      fix: 'Set APPLE_WALLET_PASS_TYPE_ID, or turn APPLE_WALLET_SIGNING_ENABLED off.',
    },
    {
      if: {all: [enabled, {variable: 'APPLE_WALLET_TEAM_ID', empty: true}]},
      message: 'APPLE_WALLET_SIGNING_ENABLED is on and APPLE_WALLET_TEAM_ID is not set or empty',
      fix: 'Set APPLE_WALLET_TEAM_ID, or turn APPLE_WALLET_SIGNING_ENABLED off.',
    },
    {
      if: {
        all: [
          enabled,
          {not: {variable: 'APPLE_WALLET_CERT_P12_PATH', fileExists: true}},
          {
            not: {
              all: [
                {variable: 'APPLE_WALLET_CERT_PATH', fileExists: true},
                {variable: 'APPLE_WALLET_KEY_PATH', fileExists: true},
              ],
            },
          },
        ],
      },
      message:
        'APPLE_WALLET_SIGNING_ENABLED is on and no certificate file is named by APPLE_WALLET_CERT_P12_PATH or by APPLE_WALLET_CERT_PATH with APPLE_WALLET_KEY_PATH',
      fix: 'Put the certificate into the image and name its path, or turn APPLE_WALLET_SIGNING_ENABLED off.',
    },
  ];
}

function hubspotParts(): readonly Part[] {
  const live: Condition = {variable: 'HUBSPOT_SEND_LIVE', isTrue: true};
  return [
    {
      if: {all: [live, {not: {variable: 'HUBSPOT_ENABLED', isTrue: true}}]},
      message: 'HUBSPOT_SEND_LIVE is on and HUBSPOT_ENABLED is not',
      fix: 'Set HUBSPOT_ENABLED to true, or turn HUBSPOT_SEND_LIVE off.',
    },
    ...['HUBSPOT_PRIVATE_APP_TOKEN', 'HUBSPOT_PORTAL_ID'].map((variable) => ({
      if: {all: [live, {variable, empty: true}]},
      message: `HUBSPOT_SEND_LIVE is on and ${variable} is not set or empty`,
      fix: `Set ${variable}, or turn HUBSPOT_SEND_LIVE off.`,
    })),
  ];
}

function otpParts(): readonly Part[] {
  const needs = (variable: string, provider: Condition, providers: string): Part => ({
    if: {all: [envIsProd, provider, {variable, empty: true}]},
    message: `${variable} is not set or empty, which the OTP provider ${providers} needs in production`,
    fix: `Set ${variable}.`,
    variables: ['OTP_PROVIDER', variable],
  });
  return [
    {
      if: {all: [envIsProd, {setting: 'otp-provider', equals: 'stub'}]},
      message: 'OTP_PROVIDER is the stub, which production refuses',
      fix: 'Set OTP_PROVIDER to twilio_verify or twilio_sms.',
      variables: ['OTP_PROVIDER'],
    },
    needs('TWILIO_ACCOUNT_SID', twilio, 'Twilio'),
    needs('TWILIO_AUTH_TOKEN', twilio, 'Twilio'),
    needs('TWILIO_VERIFY_SERVICE_SID', {setting: 'otp-provider', equals: 'twilio_verify'}, 'twilio_verify'),
    needs('OTP_FROM_NUMBER', {setting: 'otp-provider', equals: 'twilio_sms'}, 'twilio_sms'),
  ];
}

function rung(id: string, title: string, ...patterns: readonly string[]): Rung {
  return {id, title, patterns};
}

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {isMaskable} from '../../src/evidence/redact/values.js';
import {createRedactor} from '../../src/evidence/redact.js';

const NOTHING = new Set<string>();

describe('masking by value', () => {
  const secret = 'Xk29-fj/3+"q e\\z';

  it.each([
    ['raw', secret],
    ['JSON-escaped', JSON.stringify(secret).slice(1, -1)],
    ['URL-encoded', encodeURIComponent(secret)],
    ['form-encoded', encodeURIComponent(secret).replaceAll('%20', '+')],
    ['URL-encoded by Python', encodeURIComponent(secret).replaceAll('%2F', '/')],
  ])('finds it %s', (_how, form) => {
    const redactor = createRedactor({values: [['API_KEY', secret]]});
    expect(redactor.text(`before ${form} after`, 'log')).toBe('before [masked API_KEY] after');
  });

  it.each([
    ['PHP', 'p@Zx7wK\\/q9Lm&!'],
    ['Go', 'p@Zx7wK/q9Lm\\u0026!'],
    ['HTML', 'p@Zx7wK/q9Lm&amp;!'],
    ['URL encoding', 'p%40Zx7wK%2Fq9Lm%26%21'],
  ])('finds it as %s escapes it', (_writer, form) => {
    const redactor = createRedactor({values: [['DB_X', 'p@Zx7wK/q9Lm&!']]});
    expect(redactor.text(`dsn ${form} end`, 'log')).toBe('dsn [masked DB_X] end');
  });

  it.each([
    ['.NET', 'a\\u0027Zx7wK\\u002Bq9\\u003C'],
    ['a literal in single quotes', "a\\'Zx7wK+q9<"],
    ['HTML', 'a&#39;Zx7wK+q9&lt;'],
  ])('finds a value with quotes as %s escapes it', (_writer, form) => {
    const redactor = createRedactor({values: [['DB_X', "a'Zx7wK+q9<"]]});
    expect(redactor.text(`is ${form} end`, 'log')).toBe('is [masked DB_X] end');
  });

  it('finds it twice JSON-escaped in ASCII: a dump within a dump of Python', () => {
    const redactor = createRedactor({values: [['NAME', 'Zürich-Xk29fj']]});
    const dumped = JSON.stringify('"Z\\u00fcrich-Xk29fj"');
    expect(redactor.text(dumped, 'log')).toBe('"\\"[masked NAME]\\""');
  });

  it('finds it in base64, alone and inside a longer text', () => {
    const redactor = createRedactor({values: [['API_KEY', 'correct-horse-battery']]});
    for (const around of ['', 'a', 'ab', 'user:']) {
      const encoded = Buffer.from(`${around}correct-horse-battery!`).toString('base64');
      expect(redactor.text(`x ${encoded} y`, 'log'), around).toContain('[masked API_KEY]');
    }
  });

  it('finds the password inside a URL value on its own', () => {
    const redactor = createRedactor({values: [['DATABASE_URL', 'postgresql://app:hun%40ter22@db.example.com/app']]});
    expect(redactor.text('password is hun%40ter22 or hun@ter22', 'log')).toBe(
      'password is [masked DATABASE_URL] or [masked DATABASE_URL]',
    );
  });

  it('finds members of JSON values, items of lists, lines of keys and parts of connection strings', () => {
    const redactor = createRedactor({
      values: [
        ['CREDENTIALS', '{"a":{"private":["deep-secret-1"]}}'],
        ['KEYS', 'first-key-1,second-key-2'],
        ['PEM', 'line-one-of-key\nline-two-of-key'],
        ['SQL', 'Server=db;Password=pa55-word;'],
      ],
    });
    expect(redactor.text('deep-secret-1 second-key-2 line-two-of-key pa55-word', 'log')).toBe(
      '[masked CREDENTIALS] [masked KEYS] [masked PEM] [masked SQL]',
    );
  });

  it('prefers the longest of overlapping values and leaves none of the shorter behind', () => {
    const redactor = createRedactor({
      values: [
        ['SHORT', 'abcdef1'],
        ['LONG', 'abcdef123456'],
        ['TAIL', '456-tail'],
      ],
    });
    expect(redactor.text('abcdef123456-tail', 'log')).toBe('[masked LONG]');
    expect(redactor.text('abcdef1', 'log')).toBe('[masked SHORT]');
  });

  it.each([
    'true',
    'False',
    'prod',
    'production',
    'info',
    '8000',
    '12345',
    'us-east-1',
    '0.0.0.0:8000',
    'http://localhost:3000',
    '/healthz',
    'beta',
    'uvicorn',
    '',
  ])('leaves %j alone', (value) => {
    const text = `value ${value} stays`;
    expect(createRedactor({values: [['V', value]]}).text(text, 'log')).toBe(text);
  });

  it('leaves alone what is to be kept, whatever its case', () => {
    const redactor = createRedactor({values: [['APP', 'nerava-backend']], keep: ['Nerava-Backend']});
    expect(redactor.text('service nerava-backend', 'log')).toBe('service nerava-backend');
  });

  it.each(['123456', 'hunter2', 'ab1$', 'https://app.example.com'])('masks %j', (value) => {
    expect(createRedactor({values: [['V', value]]}).text(`is ${value} here`, 'log')).toBe('is [masked V] here');
  });

  it('masks values of four or five characters only as whole words', () => {
    const redactor = createRedactor({values: [['PIN', 'a1b2']]});
    expect(redactor.text('a1b2 sha a1b2c3d4', 'log')).toBe('[masked PIN] sha a1b2c3d4');
  });

  it('cannot be confused by names with brackets or line ends', () => {
    const redactor = createRedactor({values: [['A]\nB', 'secret-value-1']]});
    const once = redactor.text('x secret-value-1 y', 'log');
    expect(once).toBe('x [masked A__B] y');
    expect(redactor.text(once, 'log')).toBe(once);
  });

  it('does not take a mask that somebody else wrote for its own', () => {
    const redactor = createRedactor({values: [['KEY', 'secret-value-1']]});
    expect(redactor.text('[masked secret-value-1]', 'log')).toBe('[masked [masked KEY]]');
  });

  const value = fc.string({unit: 'grapheme', minLength: 6, maxLength: 40});
  const values = fc.array(value, {minLength: 1, maxLength: 12});

  it('lets no maskable value survive, in any text', () => {
    fc.assert(
      fc.property(values, fc.array(fc.string({unit: 'grapheme'})), (secrets, noise) => {
        const redactor = createRedactor({values: secrets.map((secret, i) => [`Q${i}`, secret] as const)});
        const text = secrets.map((secret, i) => `${noise[i] ?? ''}${secret}`).join(noise.at(-1) ?? '');
        const masked = redactor.text(text, 'log').replaceAll(/\[masked [^\]]*\]/g, '\0');
        for (const secret of secrets) if (isMaskable(secret, NOTHING)) expect(masked).not.toContain(secret);
      }),
    );
  });

  it('masks a value that comes to be known between two texts', () => {
    const redactor = createRedactor({values: [['A', 'first-value-1']]});
    expect(redactor.text('second-value-2', 'log')).toBe('second-value-2');
    redactor.addValue('B', 'second-value-2');
    expect(redactor.text('first-value-1 second-value-2', 'log')).toBe('[masked A] [masked B]');
  });

  it('masks each of more values than are looked for by a piece of them', () => {
    const values = Array.from({length: 600}, (_, i) => [`V${i}`, `Value-${i}-Ä-${i * 7919}`] as const);
    const redactor = createRedactor({values});
    for (const [name, value] of values) expect(redactor.text(`x ${value} y`, 'log')).toBe(`x [masked ${name}] y`);
  });

  it('looks again at what stands beside a mask', () => {
    const redactor = createRedactor();
    const once = redactor.text('token: --BEGIN -----BEGIN PRIVATE KEY-----', 'log');
    expect(redactor.text(once, 'log')).toBe(once);
    expect(redactor.text('token: ------BEGIN PRIVATE KEY-----', 'log')).toBe('token: [masked secret]');
  });

  it('is idempotent', () => {
    const pieces = fc.constantFrom(
      'password=',
      'DB_PASS => ',
      'Authorization: ',
      '--db-pass ',
      'curl -u app:',
      "auth=('u', '",
      'input_value={',
      "with base 10: '",
      'key="DB_PASS" value="',
      'lookup x1@',
      'token: ',
      'Bearer ',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.abc',
      '://u:',
      '@host',
      '"',
      ' ',
      '[masked KEY]',
      '[masked secret]',
      '-----BEGIN PRIVATE KEY-----',
      'Cookie: a=',
      '&Signature=',
      'hello',
      'secret-value-1',
      'AKIAIOSFODNN7EXAMPLE',
      '=',
      ',',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), {maxLength: 12}), (parts) => {
        const redactor = createRedactor({values: [['KEY', 'secret-value-1']]});
        const once = redactor.text(parts.join(''), 'log');
        expect(redactor.text(once, 'log')).toBe(once);
      }),
      {numRuns: 1000},
    );
  });
});

describe('masking by pattern', () => {
  const redact = (text: string) => createRedactor().text(text, 'log');

  it.each([
    ['key AKIAIOSFODNN7EXAMPLE used', 'key [masked aws-access-key] used'],
    ['aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'aws_secret_access_key=[masked secret]'],
    ['t eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN t', 't [masked jwt] t'],
    ['Authorization: Bearer abc123DEF456ghi', 'Authorization: Bearer [masked authorization]'],
    ['authorization: basic dXNlcjpwYXNzd29yZA==', 'authorization: basic [masked authorization]'],
    [
      'connect postgresql://app:p@ss/w:rd@db.example.com:5432/x',
      'connect postgresql://app:[masked url-password]@db.example.com:5432/x',
    ],
    ["from string 'postgres//app:hunter2@db/x'", "from string 'postgres//app:[masked url-password]@db/x'"],
    ['mysql+pymysql:/app:hunter2@db/x', 'mysql+pymysql:/app:[masked url-password]@db/x'],
    ['redis://:s3cret@cache:6379/0', 'redis://:[masked url-password]@cache:6379/0'],
    [
      'GET https://b.s3.amazonaws.com/k?X-Amz-Date=1&X-Amz-Signature=0123456789abcdef',
      'GET https://b.s3.amazonaws.com/k?X-Amz-Date=1&X-Amz-Signature=[masked signature]',
    ],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nnext', '[masked private-key]\nnext'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE and the rest is missing', '[masked private-key]'],
    ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj', '[masked key-material]'],
    ['password=hunter2 user=x', 'password=[masked secret] user=x'],
    ['"db_password": "hunter2",', '"db_password": "[masked secret]",'],
    ["{'token': 'abc-def'}", "{'token': '[masked secret]'}"],
    ['{\\"api_key\\":\\"abc-def\\"}', '{\\"api_key\\":\\"[masked secret]\\"}'],
    ['password: hunter', 'password: [masked secret]'],
    ['JWT_SECRET=abcdefgh', 'JWT_SECRET=[masked secret]'],
    ['TOKEN_ENCRYPTION_KEY: b64Ck9xW3dKq', 'TOKEN_ENCRYPTION_KEY: [masked secret]'],
    ['ghp_0123456789abcdefghijABCDEFGHIJ012345', '[masked token]'],
    ['xoxb-1234567890-abcdefghij', '[masked token]'],
    ['https://hooks.slack.com/services/T000/B000/abcdef', 'https://hooks.slack.com/[masked slack-webhook]'],
    [`sk_live_${'4eC39HqLyjWDarjtT1zdp7dc'}`, '[masked token]'],
    [`sid AC${'0123456789abcdef'.repeat(2)}`, 'sid [masked token]'],
    ['serve --api-key hunter2 --port 8000', 'serve --api-key [masked secret] --port 8000'],
    ["mysql --password 'hun ter'", "mysql --password '[masked secret]'"],
    ['Cookie: session=abcdef; theme=dark', 'Cookie: [masked cookie]'],
  ])('%s', (text, masked) => {
    expect(redact(text)).toBe(masked.replace('/[masked slack-webhook]', '/services/[masked slack-webhook]'));
  });

  it.each([
    '[AppRunner] Pulling image 111122223333.dkr.ecr.us-east-1.amazonaws.com/my-api@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 from ECR repository.',
    '[AppRunner] Deployment with ID : a1b2c3d4e5f60718293a4b5c6d7e8f90 failed. Failure reason : Health check failed.',
    '[AppRunner] Your application stopped or failed to start. See logs for more information.  Container exit code: 1',
    'instance/0123456789abcdef0123456789abcdef',
    'arn:aws:secretsmanager:us-east-1:111122223333:secret:my-api/db-AbCdEf:url::',
    '[STARTUP] JWT secret validation passed',
    "KeyError: 'JWT_SECRET'",
    'JWT_SECRET: Field required',
    'JWT_SECRET is missing; TOKEN_ENCRYPTION_KEY: must be 44 characters',
    'FATAL: password authentication failed for user "app"',
    'INFO: 10.0.1.2:443 - "GET /healthz HTTP/1.1" 404 Not Found',
    'usage: serve [--token TOKEN] [--password-file PATH] --secret option',
    'token: expired',
    'secret: not found',
    'max_tokens=4096 tokens: 123456 token_type: bearer',
    'Basic authentication is not supported',
    'Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)',
    'http://host:8000/path?email=a@example.com',
    "ModuleNotFoundError: No module named 'app.core.token'",
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '  File "/usr/local/lib/python3.11/site-packages/uvicorn/main.py", line 410, in main',
    '/app/node_modules/.pnpm/@prisma+client@5.7.0/node_modules/@prisma/client/runtime/library.js',
    'npm ERR! git+ssh://git@github.com/acme/x.git',
    'monkey: 123 keyboard=qwerty primary_key: id',
    'cache key: user:1234:profile',
    'asyncpg.exceptions.InvalidPasswordError: password authentication failed for user "app"',
    'postgres:16-alpine@sha256:0123 and redis:7@sha256:4567',
  ])('leaves alone: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('stays linear on hostile lines', () => {
    const redactor = createRedactor({values: [['A', 'aaaaaaaaaaaaaaaaaaaaaaaab']]});
    const size = 400_000;
    const evil = [
      'eyJ-',
      'a://b:',
      'password',
      'password=',
      'password="\\',
      'Bearer ',
      '-----BEGIN PRIVATE KEY-----',
      'cookie: a',
      '/@',
      'a',
      '[masked secret]',
      '?sig=',
      ' ',
      'A1',
      '[masked A',
      "token='",
      'password=[',
      'password "',
      "('password', ",
      'DB_PASS\n',
      'key="password" ',
      'Authorization: Digest a="b",',
      'auth=([',
      'curl -u a',
      'mysql -',
      'AKIAIOSFODNN7EXAMPLE ',
      'input_value={a',
      'invalid value a: "',
      'lookup a',
      "#1 a.php(1): '",
      'password=\\\\"',
      'password ',
      'api key ',
      'jdbc:oracle:thin:a/',
      'postgres:a:',
      '://aaaaaaaaaaaaaaaa',
      'password=a,b',
      'password=Some(',
    ];
    for (const unit of evil) {
      const started = process.cpuUsage();
      redactor.text(unit.repeat(Math.ceil(size / unit.length)), 'log');
      const {user} = process.cpuUsage(started);
      // A quadratic expression takes minutes here; a linear one some tens of milliseconds.
      expect(user / 1000, JSON.stringify(unit)).toBeLessThan(5000);
    }
  });
});

describe('the ledger', () => {
  it('counts by kind and place, sorted, without any value', () => {
    const redactor = createRedactor({values: [['B', 'secret-value-1']]});
    redactor.text('secret-value-1 and secret-value-1 and password=hunter22', 'service-log');
    redactor.text('secret-value-1', 'application-log');
    redactor.addValue('C', 'another-secret');
    redactor.text('another-secret', 'service-log');
    expect(redactor.ledger()).toEqual([
      {what: 'B', where: 'application-log', count: 1},
      {what: 'B', where: 'service-log', count: 2},
      {what: 'C', where: 'service-log', count: 1},
      {what: 'secret', where: 'service-log', count: 1},
    ]);
  });
});

it('masks 10 000 values in thousands of lines in one pass', () => {
  const values = Array.from(
    {length: 10_000},
    (_, i) => [`V${i}`, `value-${i}-${(i * 7919) % 1_000_003}-secret`] as const,
  );
  const redactor = createRedactor({values});
  const lines = values.slice(0, 2000).map(([, value], i) => `line ${i} holds ${value} and nothing else`);
  expect(lines.map((line) => redactor.text(line, 'log'))).toEqual(
    values.slice(0, 2000).map(([name], i) => `line ${i} holds [masked ${name}] and nothing else`),
  );
});

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {LogEvent} from '../../src/evidence/model.js';
import {toRecords} from '../../src/logs/records.js';

/** One event a line, as App Runner ships stdout. */
function events(text: string, stream = 'instance/1', start = 1000): LogEvent[] {
  return text.split('\n').map((message, index) => ({timestamp: start + index, stream, message}));
}

function only(text: string) {
  const records = toRecords(events(text));
  expect(records).toHaveLength(1);
  return records[0]!;
}

const PYTHON = `Traceback (most recent call last):
  File "/usr/local/lib/python3.11/runpy.py", line 198, in _run_module_as_main
    return _run_code(code, main_globals, None,
  File "/app/app/main_simple.py", line 12, in <module>
    from app.core import config
  File "/app/app/core/config.py", line 40, in <module>
    import jose
ModuleNotFoundError: No module named 'jose'`;

const PYTHON_CHAINED = `Traceback (most recent call last):
  File "/app/app/db.py", line 9, in connect
    conn = psycopg2.connect(dsn)
           ^^^^^^^^^^^^^^^^^^^^^
  File "/usr/local/lib/python3.11/site-packages/psycopg2/__init__.py", line 122, in connect
    conn = _connect(dsn, connection_factory=connection_factory, **kwasync)
psycopg2.OperationalError: connection to server at "db.example.com" (10.0.0.9), port 5432 failed: Connection timed out
	Is the server running on that host and accepting TCP/IP connections?


The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/app/main.py", line 3, in <module>
    connect()
  File "/usr/local/lib/python3.11/site-packages/sqlalchemy/engine/base.py", line 145, in __init__
    raise
sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection failed
(Background on this error at: https://sqlalche.me/e/20/e3q8)`;

const PYDANTIC = `Traceback (most recent call last):
  File "/app/settings.py", line 8, in <module>
    settings = Settings()
pydantic_core._pydantic_core.ValidationError: 2 validation errors for Settings
DATABASE_URL
  Field required [type=missing, input_value={}, input_type=dict]
    For further information visit https://errors.pydantic.dev/2.6/v/missing
JWT_SECRET
  Field required [type=missing, input_value={}, input_type=dict]`;

const NODE_MODULE = `node:internal/modules/cjs/loader:1143
  throw err;
  ^

Error: Cannot find module '@prisma/client'
Require stack:
- /app/dist/db.js
- /app/dist/main.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1140:15)
    at Object.<anonymous> (/app/dist/db.js:3:18) {
  code: 'MODULE_NOT_FOUND',
  requireStack: [ '/app/dist/db.js', '/app/dist/main.js' ]
}

Node.js v20.20.2`;

const NODE_CAUSE = `Error: could not start
    at start (/app/server.js:10:9)
    at async main (/app/server.js:20:3) {
  [cause]: TypeError: fetch failed
      at node:internal/deps/undici/undici:12345:11
      at load (file:///app/config.js:7:3) {
    code: 'ECONNREFUSED'
  }
}`;

const JAVA = `Exception in thread "main" java.lang.IllegalStateException: Failed to load
	at org.springframework.boot.SpringApplication.run(SpringApplication.java:310)
	at com.example.App.main(App.java:12)
Caused by: java.lang.RuntimeException: wrapped
	at com.example.Config.load(Config.java:44)
	... 12 more
Caused by: java.net.UnknownHostException: db.internal
	at java.base/java.net.InetAddress.getByName(InetAddress.java:1)
	at com.example.Db.open(Db.java:7)
	... 3 common frames omitted`;

const DOTNET = `Unhandled exception. System.AggregateException: One or more errors occurred. (missing)
 ---> System.InvalidOperationException: Connection string missing
   at Example.Startup.Configure(IServiceCollection services) in /src/Startup.cs:line 21
   --- End of inner exception stack trace ---
   at Program.<Main>$(String[] args) in /src/Program.cs:line 12`;

const GO = `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48f0a6]

goroutine 1 [running]:
net/http.(*Server).Serve(0xc0001)
	/usr/local/go/src/net/http/server.go:3000 +0x1
main.(*App).Start(...)
	/app/main.go:10
main.main()
	/app/main.go:42 +0x20
exit status 2`;

const RUBY = `/usr/local/lib/ruby/3.2.0/fetch.rb:3:in \`fetch': key not found: "DATABASE_URL" (KeyError)
	from /app/config/database.rb:8:in \`<main>'
	from bin/rails:4:in \`<main>'`;

describe('tracebacks', () => {
  it('keeps Python whole', () => {
    const record = only(PYTHON);
    expect(record).toMatchObject({first: 0, last: 7, text: PYTHON, level: 'error'});
    expect(record.traceback).toEqual({
      language: 'python',
      type: 'ModuleNotFoundError',
      message: "No module named 'jose'",
      frame: {file: '/app/app/core/config.py', line: 40, name: '<module>'},
    });
  });

  it('reads the root of a chain', () => {
    expect(only(PYTHON_CHAINED).traceback).toEqual({
      language: 'python',
      type: 'psycopg2.OperationalError',
      message:
        'connection to server at "db.example.com" (10.0.0.9), port 5432 failed: Connection timed out\n\tIs the server running on that host and accepting TCP/IP connections?',
      frame: {file: '/app/app/db.py', line: 9, name: 'connect'},
    });
  });

  it('reads "During handling of the above exception" too', () => {
    const text = `Traceback (most recent call last):
  File "/app/a.py", line 1, in f
    os.environ['ENABLE_TRACING']
KeyError: 'ENABLE_TRACING'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/a.py", line 3, in <module>
    f()
RuntimeError: configuration`;
    expect(only(text).traceback).toMatchObject({type: 'KeyError', message: "'ENABLE_TRACING'"});
  });

  it('names every setting that pydantic misses', () => {
    expect(only(PYDANTIC).traceback?.message).toContain('JWT_SECRET\n  Field required');
  });

  it('reads a syntax error without a header', () => {
    const text = `  File "/app/main.py", line 3
    def f(:
          ^
SyntaxError: invalid syntax`;
    expect(only(text).traceback).toEqual({
      language: 'python',
      type: 'SyntaxError',
      message: 'invalid syntax',
      frame: {file: '/app/main.py', line: 3},
    });
  });

  it('reads an exception group by its leaf', () => {
    const text = `  + Exception Group Traceback (most recent call last):
  |   File "/app/main.py", line 3, in <module>
  |     run()
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/app/job.py", line 9, in job
    |     raise ValueError('bad port')
    | ValueError: bad port
    +------------------------------------`;
    expect(only(text).traceback).toMatchObject({
      type: 'ValueError',
      message: 'bad port',
      frame: {file: '/app/job.py', line: 9},
    });
  });

  it('keeps Node whole, from the thrower to the version', () => {
    const record = only(NODE_MODULE);
    expect(record.text).toBe(NODE_MODULE);
    expect(record.traceback).toEqual({
      language: 'node',
      type: 'Error',
      message: "Cannot find module '@prisma/client'",
      frame: {file: '/app/dist/db.js', line: 3, name: 'Object.<anonymous>'},
    });
  });

  it('reads the cause of a Node error', () => {
    expect(only(NODE_CAUSE).traceback).toEqual({
      language: 'node',
      type: 'TypeError',
      message: 'fetch failed',
      frame: {file: '/app/config.js', line: 7, name: 'load'},
    });
  });

  it('reads a Node syntax error by its header', () => {
    const text = `/app/index.js:5
const a = ;
          ^

SyntaxError: Unexpected token ';'
    at wrapSafe (node:internal/modules/cjs/loader:1249:20)

Node.js v20.20.2`;
    expect(only(text).traceback).toMatchObject({type: 'SyntaxError', frame: {file: '/app/index.js', line: 5}});
  });

  it('keeps Java whole and reads the last cause', () => {
    const record = only(JAVA);
    expect(record.text).toBe(JAVA);
    expect(record.traceback).toEqual({
      language: 'java',
      type: 'java.net.UnknownHostException',
      message: 'db.internal',
      frame: {file: 'Db.java', line: 7, name: 'com.example.Db.open'},
    });
  });

  it('keeps .NET whole and reads the inner exception', () => {
    const record = only(DOTNET);
    expect(record.text).toBe(DOTNET);
    expect(record.traceback).toEqual({
      language: 'dotnet',
      type: 'System.InvalidOperationException',
      message: 'Connection string missing',
      frame: {file: '/src/Startup.cs', line: 21, name: 'Example.Startup.Configure'},
    });
  });

  it('keeps Go whole and skips the standard library', () => {
    const record = only(GO);
    expect(record.text).toBe(GO);
    expect(record.traceback).toEqual({
      language: 'go',
      type: 'panic',
      message: 'runtime error: invalid memory address or nil pointer dereference',
      frame: {file: '/app/main.go', line: 10, name: 'main.(*App).Start'},
    });
  });

  it('keeps Ruby whole', () => {
    const record = only(RUBY);
    expect(record.text).toBe(RUBY);
    expect(record.traceback).toEqual({
      language: 'ruby',
      type: 'KeyError',
      message: 'key not found: "DATABASE_URL"',
      frame: {file: '/app/config/database.rb', line: 8, name: '<main>'},
    });
  });

  it('stays the same whether its lines come in one event or many, with either line end', () => {
    for (const text of [PYTHON, PYTHON_CHAINED, PYDANTIC, NODE_MODULE, NODE_CAUSE, JAVA, DOTNET, GO, RUBY]) {
      const split = only(text);
      for (const end of ['\n', '\r\n']) {
        const whole = toRecords([{timestamp: 1000, stream: 'instance/1', message: text.replaceAll('\n', end)}]);
        expect(whole).toEqual([{...split, last: 0}]);
      }
    }
  });

  it('puts a foreign line in its midst aside', () => {
    const lines = PYTHON.split('\n');
    lines.splice(3, 0, '[2026-01-23 16:25:52 +0000] [7] [INFO] Booting worker with pid: 7');
    const records = toRecords(events(lines.join('\n')));
    expect(records.map((record) => record.text)).toEqual([
      PYTHON,
      '[2026-01-23 16:25:52 +0000] [7] [INFO] Booting worker with pid: 7',
    ]);
  });

  it('joins any interleaving of streams', () => {
    const texts = [PYTHON, NODE_MODULE, JAVA, GO, RUBY];
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(texts.length - 1)), (choices) => {
        const queues = texts.map((text, index) => events(text, `instance/${index}`));
        const mixed: LogEvent[] = [];
        for (const choice of choices) {
          const left = queues.filter((queue) => queue.length > 0);
          const queue = left[choice % Math.max(1, left.length)];
          if (queue === undefined) break;
          mixed.push(queue.shift()!);
        }
        const records = toRecords(mixed);
        expect(records.map((record) => record.text).sort()).toEqual([...texts].sort());
      }),
    );
  });
});

describe('records', () => {
  it('keeps a line of blanks that ends a record, and reads the record as if it were not there', () => {
    const [record] = toRecords([
      {timestamp: 0, stream: 'a', message: 'Traceback (most recent call last):'},
      {timestamp: 0, stream: 'a', message: '\t'},
    ]);
    expect(record?.text).toBe('Traceback (most recent call last):\n\t');
    const [json] = toRecords([{timestamp: 0, stream: 'a', message: '{"level":"error","message":"x"}\n  '}]);
    expect(json?.level).toBe('error');
  });

  it('loses no event and no line', () => {
    const line = fc.oneof(
      fc.constantFrom(...PYTHON.split('\n'), ...NODE_MODULE.split('\n'), ...GO.split('\n'), ...JAVA.split('\n'), ''),
      fc.string({unit: 'binary'}),
    );
    const event = fc.record({timestamp: fc.nat(), stream: fc.constantFrom('a', 'b'), message: line});
    fc.assert(
      fc.property(fc.array(event), (input) => {
        const records = toRecords(input);
        const strip = (text: string) => text.replace(/[\r\n]/g, '');
        const before = ['a', 'b'].map((s) => input.filter((e) => e.stream === s).map((e) => strip(e.message)));
        const sizes = ['a', 'b'].map((s) => records.filter((r) => r.stream === s).map((r) => strip(r.text)));
        for (const [index, messages] of before.entries()) {
          const total = (parts: readonly string[]) => [...parts.join('')].sort().join('');
          expect(total(sizes[index]!)).toBe(total(messages));
        }
        for (const record of records) {
          expect(record.first <= record.last && record.last < input.length).toBe(true);
        }
      }),
    );
  });

  it('reads Flask’s loopback address as one of all', () => {
    const records = toRecords(
      events(
        ' * Running on all addresses (0.0.0.0)\n * Running on http://127.0.0.1:5000\n * Running on http://10.0.0.5:5000',
      ),
    );
    expect(records[1]?.listen).toEqual({host: '0.0.0.0', port: 5000, server: 'werkzeug'});
  });

  it('reads Kestrel’s line under its header', () => {
    expect(only('info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://[::]:8080')).toMatchObject({
      level: 'info',
      listen: {host: '::', port: 8080, server: 'kestrel'},
    });
  });

  it('joins the two lines of a Rails request, and none of two at once', () => {
    const one = toRecords(
      events('Started GET "/up" for 10.0.0.1 at 2026-01-23\nCompleted 503 Service Unavailable in 5ms'),
    );
    expect(one[1]?.access).toEqual({method: 'GET', path: '/up', status: 503});
    const two = toRecords(
      events(
        'Started GET "/up" for 10.0.0.1 at x\nStarted GET "/a" for 10.0.0.1 at x\nCompleted 503 X\nCompleted 200 OK',
      ),
    );
    expect(two.filter((record) => record.access !== undefined)).toEqual([]);
  });

  it('understands JSON lines', () => {
    const stack = 'TypeError: boom\n    at f (/app/a.js:1:2)';
    const records = toRecords(
      events(
        [
          JSON.stringify({level: 50, time: 1, msg: 'failed', err: {type: 'TypeError', message: 'boom', stack}}),
          JSON.stringify({severity: 'WARNING', message: 'slow'}),
          JSON.stringify({
            level: 30,
            msg: 'request completed',
            req: {method: 'GET', url: '/health?x=1'},
            res: {statusCode: 503},
          }),
          JSON.stringify({level: 30, msg: 'Server listening at http://0.0.0.0:3000'}),
          JSON.stringify({event: 'crash', level: 'critical', exception: PYTHON}),
          JSON.stringify({level: 'info', msg: 'listening', port: 8080}),
        ].join('\n'),
      ),
    );
    expect(records).toMatchObject([
      {level: 'error', traceback: {language: 'node', type: 'TypeError', message: 'boom', frame: {file: '/app/a.js'}}},
      {level: 'warning'},
      {level: 'info', access: {method: 'GET', path: '/health', status: 503}},
      {listen: {host: '0.0.0.0', port: 3000}},
      {level: 'fatal', traceback: {language: 'python', type: 'ModuleNotFoundError'}},
      {listen: {port: 8080}},
    ]);
  });

  it.each([
    ['INFO:     Started server process [1]', 'info'],
    ['2026-01-23 16:25:52,123 - root - CRITICAL - no', 'fatal'],
    ['[error] bad', 'error'],
    ['level=warn msg="x"', 'warning'],
    ['2026/01/23 16:25:52 [emerg] 1#1: bind() failed', 'fatal'],
    ['fail: Microsoft.Hosting[11]', 'error'],
    ['ValueError: x', 'error'],
    ['GET /INFORMATION 200', undefined],
    ['all is well', undefined],
  ])('reads the level of %s', (line, level) => {
    expect(only(line).level).toBe(level);
  });

  it('takes a megabyte of anything', () => {
    const million = 1_000_000;
    const hostile = [
      'a'.repeat(million),
      ' '.repeat(million),
      '\ufffd'.repeat(million / 2),
      `Traceback (most recent call last):\n${'  File "'.repeat(million / 8)}`,
      '  at a('.repeat(million / 7),
      '{"'.repeat(million / 2),
      '\r'.repeat(20_000),
      `${'a.'.repeat(million / 2)}Exception: x`,
      `x:1:in \`a': ${'('.repeat(million)}`,
      'listening on '.repeat(million / 13),
      `Caused by: ${'a$'.repeat(million / 2)}`,
      `goroutine 1 [running]:\n${'a(b)'.repeat(million / 4)}`,
    ];
    const records = toRecords(hostile.map((message, index) => ({timestamp: index, stream: 's', message})));
    // A pattern that backtracks would not come back within the test's time.
    expect(records.length).toBeGreaterThan(0);
  });
});

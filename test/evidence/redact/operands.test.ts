import {describe, expect, it} from 'vitest';
import {createRedactor} from '../../../src/evidence/redact.js';

const redact = (text: string) => createRedactor().text(text, 'log');

const SECRET_LINES = [
  'strconv.Atoi: parsing "hT7qLw9zRk2m": invalid syntax',
  'java.lang.NumberFormatException: For input string: "hT7qLw9zRk2m"',
  'invalid value for Integer(): "hT7qLw9zRk2m"',
  "could not convert string to float: 'hT7qLw9zRk2m'",
  'parse "x": invalid port ":hT7qLw9zRk2m" after host',
  'getaddrinfo ENOTFOUND hunterx@db',
  'dial tcp: lookup hunterx@db.internal: no such host',
  'invalid port number: "hT7qLw9zRk2m"',
  "db_pass\n  Input should be a valid integer [type=int_parsing, input_value='hunterx', input_type=str]",
  "input_value={'db_pass': 'hunterxRk2mV...smtp': 'hunterx'}, input_type=dict]",
  "input_value=Settings(db_pass='hunterx'), input_type=Settings]",
  '{"type":"int_parsing","loc":["db_pass"],"msg":"Input should be","input":"hunterx"}',
  "'loc': ('db_pass',), 'msg': 'bad', 'input': 'hunterx'",
  "DB_PASS: invalid value 'hunterx'",
  'ENCRYPTION_KEY must be 44 chars, got "hT7qLw9zRk2m"',
  'psycopg2.OperationalError: invalid dsn: missing "=" after "hunterx@db" in connection info string',
  'could not translate host name "hunterx@db.internal" to address: Name or service not known',
  "ValueError: Port could not be cast to integer value as 'hunterx#1'",
  "db_pass\n\u0000\n  Input should be a valid integer [type=int_parsing, input_value='hunterx', input_type=str]",
  "#0 /var/www/app.php(12): PDO->__construct('mysql:host=db;d...', 'app', 'hunterx')",
  "#3 /var/www/app.php(12): Client->connect('db', 'hT7qLw9zRk2m')",
  "FormatException: Input string 'hT7qLw9zRk2m' was not in a correct format",
];

const PLAIN_LINES = [
  "invalid literal for int() with base 10: 'eighty'",
  "invalid literal for int() with base 10: ''",
  "invalid literal for int() with base 10: '8080x'",
  "invalid literal for int() with base 10: '$PORT'",
  "Port could not be cast to integer value as '${DB_PORT}'",
  "Port could not be cast to integer value as 'port'",
  'could not translate host name "db-prod-1.abc123xyz.eu-west-1.rds.amazonaws.com" to address: Name or service not known',
  'getaddrinfo ENOTFOUND db-1.c9abc1xyz2.us-east-1.rds.amazonaws.com',
  'strconv.Atoi: parsing "eighty": invalid syntax',
  'For input string: "http"',
  "input_value='eighty', input_type=str]",
  'Field required [type=missing, input_value={}, input_type=dict]',
  "Field required [type=missing, input_value={'port': '8080', 'host': 'db'}, input_type=dict]",
  'JWT secret must be at least 32 characters, got 12',
  'after "eighty" items',
  'received "SIGTERM"',
  'got "undefined"',
  'Error: API_BASE must be a valid URL, got "undefined"',
  "input: 'hello'",
  "Invalid value 'abc' for option port",
];

describe('a value that an error quotes', () => {
  it.each(SECRET_LINES)('is masked: %j', (line) => {
    const masked = redact(line);
    expect(masked).toContain('[masked ');
    expect(masked).not.toMatch(/hunter|hT7q/);
    expect(redact(masked)).toBe(masked);
  });

  it.each(PLAIN_LINES)('stays: %j', (line) => {
    expect(redact(line)).toBe(line);
  });

  it('masks all settings of pydantic, whose cut may have taken a name, and leaves the rest of the line', () => {
    expect(
      redact(
        "SMTP_HOST\n  Field required [type=missing, input_value={'db_pass': 'hunt...ort': 'hunterx'}, input_type=dict]",
      ),
    ).toBe('SMTP_HOST\n  Field required [type=missing, input_value=[masked secret], input_type=dict]');
  });
});

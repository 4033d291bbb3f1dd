/**
 * Values that say nothing about a secret, but that stand all over logs: masking them would destroy the text.
 * Lower case. A value that is exactly one of them is never masked.
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `
  true false yes no on off none null nil undefined enabled disabled enable disable default auto always never
  development develop production staging stage preview sandbox testing integration demo local localhost
  debug info information notice warn warning error critical fatal trace verbose silent quiet
  text json console stdout stderr plain logfmt pretty
  strict lax same-origin require prefer verify-full verify-ca allow
  http https tcp udp grpc websocket redis rediss postgres postgresql psycopg psycopg2 asyncpg mysql mariadb sqlite
  mongodb memory filesystem amqp kafka celery worker web server client backend frontend api
  python python3 node nodejs java ruby golang php dotnet django flask fastapi express rails spring gunicorn uvicorn
  uvloop asyncio httptools nginx alembic prisma docker
  utf-8 utf8 ascii en_us.utf-8 c.utf-8 posix etc/utc america/new_york europe/london
  amazon aws s3 ses sns sqs cloudwatch apprunner app-runner ecr us-east
  twilio twilio_verify twilio_sms stub mock fake sendgrid mailgun stripe google github
  application service deployment container image health healthz readyz livez status started running failed success
  admin user username root postgres guest public private internal external main master latest stable
  password secret token changeme change-me dev-secret dev-secret-change-me
  hs256 rs256 es256 bearer basic
  gpt-4 gpt-4o gpt-4o-mini
  appuser www-data nobody
  masked
  `
    .split(/\s+/)
    .filter((word) => word !== ''),
);

import {describe, expect, it} from 'vitest';
import {classifyLeftover, mayHoldSecrets} from '../../../src/image/files/leftover-kinds.js';

describe('leftovers', () => {
  it.each([
    ['app/.git/HEAD', 'git history', 'app/.git', false],
    ['.git/objects/ab/cd', 'git history', '.git', false],
    ['app/.env', 'environment file', 'app/.env', true],
    ['app/.env.production', 'environment file', 'app/.env.production', true],
    ['root/.ssh/id_ed25519', 'key or credentials', 'root/.ssh/id_ed25519', true],
    ['root/.aws/credentials', 'key or credentials', 'root/.aws/credentials', true],
    ['etc/ssl/private/x.key', 'key or credentials', 'etc/ssl/private/x.key', true],
    ['app/server.key', 'key or credentials', 'app/server.key', true],
    ['app/.venv/lib/x.py', 'virtual environment', 'app/.venv', false],
    ['root/.cache/pip/http/a', 'package manager cache', 'root/.cache/pip', false],
    ['var/lib/apt/lists/deb.debian.org_Packages', 'apt lists', 'var/lib/apt/lists', false],
    ['var/cache/apt/archives/x.deb', 'apt archives', 'var/cache/apt/archives', false],
    ['app/.pytest_cache/v', 'tool cache', 'app/.pytest_cache', false],
    ['app/.idea/x.xml', 'editor settings', 'app/.idea', false],
    ['app/node_modules/a/b/node_modules/c/x.js', 'node_modules', 'app/node_modules', false],
    ['app/node_modules/a/test/server.key', 'node_modules', 'app/node_modules', false],
    ['app/node_modules/a/.npmrc', 'node_modules', 'app/node_modules', false],
    ['app/node_modules/a/.env', 'node_modules', 'app/node_modules', false],
    ['app/dev.sqlite3', 'database file', 'app/dev.sqlite3', false],
    ['app/logs/a.txt', 'log file', 'app/logs', false],
    ['app/tests/test_a.py', 'tests', 'app/tests', false],
    ['usr/src/app/db.sqlite', 'database file', 'usr/src/app/db.sqlite', false],
    ['usr/src/app/logs/a.txt', 'log file', 'usr/src/app/logs', false],
    ['usr/src/app/tests/a.js', 'tests', 'usr/src/app/tests', false],
  ])('%s is %s', (path, kind, root, secret) => {
    expect(classifyLeftover(path)).toMatchObject({kind, root, secret});
  });

  it.each([
    'app/.env',
    'app/node_modules/a/.env.local',
    'usr/lib/x/site-packages/y/server.key',
    'id_rsa',
    'app/certs/server.pem',
    ...'prod.env local.env env.production .envrc .env~ .ENV .env.local.bak .pgpass .htpasswd .vault-token'.split(' '),
    ...'etc/shadow etc/shadow- run/secrets/db app/secrets/db secrets.yaml app-secrets.yml credentials.json'.split(' '),
    ...'terraform.tfvars root/.aws/config root/.bash_history wp-config.php id_rsa.bak .ssh/config'.split(' '),
  ])('the content of %s is never shown', (path) => expect(mayHoldSecrets(path)).toBe(true));

  it.each(
    'app/main.py etc/passwd app/environment.py src/auth.ts app/tokens/index.js .env.example app/config.yaml'.split(' '),
  )('the content of %s is shown', (path) => expect(mayHoldSecrets(path)).toBe(false));

  it.each([
    'app/.env.example',
    'app/.gitignore',
    'app/environment.py',
    'usr/lib/python3/site-packages/cryptography/tests/a.py',
    'usr/lib/python3/site-packages/certifi/x.key',
    'etc/ssl/certs/x.key',
    'usr/lib/python3.11/test/keys.p12',
    'usr/local/lib/node_modules/npm/index.js',
    'opt/venv/bin/python',
    'usr/share/doc/x.db',
    'var/lib/dpkg/status.db',
    'var/log/dpkg.log',
    'usr/src/linux-headers/tests/a.h',
    'app/catalog/a.py',
    'app/latest/a.py',
  ])('%s is none', (path) => {
    expect(classifyLeftover(path)).toBeUndefined();
  });
});

import {describe, expect, it} from 'vitest';
import {hideSecretArguments, hideSecretWords} from '../../src/image/secret-arguments.js';

describe('hideSecretArguments', () => {
  it.each([
    ['CMD ["app" "--token" "canary"]', 'CMD ["app" "--token" "***"]'],
    ['CMD ["app","--token","canary","--port","80"]', 'CMD ["app","--token","***","--port","80"]'],
    ['ENTRYPOINT ["curl" "-u" "user:canary" "http://a"]', 'ENTRYPOINT ["curl" "-u" "user:***" "http://a"]'],
    ['app --dbPassword canary --port 80', 'app --dbPassword *** --port 80'],
    ['app --password="a canary" x', 'app --password=*** x'],
    ['git clone https://canary@example.com/a', 'git clone https://***@example.com/a'],
    ['git clone https://canary:x-oauth-basic@example.com/a', 'git clone https://***:***@example.com/a'],
    ['psql postgres://app:can@ary@db/app', 'psql postgres://app:***@db/app'],
    ['docker login -u u -p canary host', 'docker login -u u -p *** host'],
    ['sshpass -p canary ssh host', 'sshpass -p *** ssh host'],
    ['npm config set _auth canary && npm ci', 'npm config set _auth *** && npm ci'],
    ['npm config set //r/:_authToken=canary', 'npm config set //r/:_authToken=***'],
    ['composer config github-oauth.github.com canary', 'composer config github-oauth.github.com ***'],
    ['composer config http-basic.a user canary', 'composer config http-basic.a *** ***'],
    ['curl -u user:canary https://a', 'curl -u user:*** https://a'],
    ['curl \\\n  -u user:canary \\\n  https://a', 'curl \\\n  -u user:*** \\\n  https://a'],
    ['mysql -pcanary -u root db', 'mysql -p*** -u root db'],
    ['curl -H "X-Api-Key: canary" a', 'curl -H "X-Api-Key: ***" a'],
    ['redis-cli -a canary ping', 'redis-cli -a *** ping'],
    ['echo canary | docker login --password-stdin', 'echo *** | docker login --password-stdin'],
    ['sh -c "app --password \'a canary\' --x"', 'sh -c "app --password \'***\' --x"'],
    ['CMD ["sh" "-c" "app --token \\"a canary\\" --x"]', 'CMD ["sh" "-c" "app --token \\"***\\" --x"]'],
    ["it's && app --token canary; don't", "it's && app --token ***; don't"],
    ['@@\n+mysql -pcanary\n-sshpass -p canary\n', '@@\n+mysql -p***\n-sshpass -p ***\n'],
    ['printf "machine a login b password canary"', 'printf "machine a login *** password ***"'],
  ])('%s', (line, shown) => expect(hideSecretArguments(line)).toBe(shown));

  it.each([
    'apt-get install -y --no-install-recommends libpq5',
    'app --max-tokens 4096 --key /etc/ssl/server.pem --no-password --port 80',
    'psql -p 5432',
    'git clone ssh://git@example.com/a && curl https://example.com/a@b',
    'app --token $TOKEN --password ${PASSWORD}',
    '--password [masked secret] --x',
    'echo {"a":"b"} [x] , y',
  ])('leaves %s', (line) => expect(hideSecretArguments(line)).toBe(line));

  it.each(['"a b"', '\\"a ', `'" `, '["', 'a@', '[masked ', '--token '])('takes linear time for many %s', (piece) => {
    const line = `https://${piece.repeat(20_000)}'`;
    expect(hideSecretArguments(line).length).toBeGreaterThan(0);
  });
});

it('hides word by word, and in words that are commands themselves', () => {
  expect(hideSecretWords(['app', '--password', 'canary', '--api-key', 'canary', '--port', '80'])).toEqual([
    'app',
    '--password',
    '***',
    '--api-key',
    '***',
    '--port',
    '80',
  ]);
  expect(hideSecretWords(['sh', '-c', 'mysql -pcanary'], '[masked secret]')).toEqual([
    'sh',
    '-c',
    'mysql -p[masked secret]',
  ]);
});

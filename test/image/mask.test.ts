import {describe, expect, it} from 'vitest';
import {createRedactor} from '../../src/evidence/redact.js';
import {compareConfig} from '../../src/image/config-diff.js';
import {compareHistory} from '../../src/image/history.js';
import type {LoadedImage} from '../../src/image/image.js';
import type {ConfigFile} from '../../src/image/manifest.js';
import {createMask} from '../../src/image/mask.js';

const redactor = createRedactor();
const redact = (text: string): string => redactor.text(text, 'image');

describe('createMask', () => {
  it.each([
    ['RUN curl -H "Authorization: Bearer canary-A1b2C3d4E5f6" https://example.com'],
    ['RUN pip install --token canary-A1b2C3d4E5f6 .'],
    ['RUN |1 KEY=canary-A1b2C3d4E5f6 /bin/sh -c make'],
    ['RUN |1 DB=canary-A1b2C3d4E5f6 /bin/ash -eo pipefail -c make'],
    ['RUN |2 HOST=db URL=canary A1b2C3d4E5f6 /usr/bin/bash -c make'],
    ['RUN |1 DB=canary-A1b2C3d4E5f6 make all'],
    ['RUN |1 my-arg=canary-A1b2C3d4E5f6 /bin/sh -c make'],
    ['ENV API=canary-A1b2C3d4E5f6'],
    ['--- a/x\n+++ b/x\n-SECRET_KEY = "canary-A1b2C3d4E5f6"\n+password: canary\n'],
    ['RUN git clone https://oauth2:canary-A1b2C3d4E5f6@example.com/x.git'],
    ['RUN API_KEY=canary-A1b2C3d4E5f6 make'],
  ])('hides the secret in %s', (line) => {
    expect(createMask([], redact)(line)).not.toContain('canary');
  });

  it('does not take half of a mask that stands there already', () => {
    expect(createMask([], redact)('RUN API_KEY=[masked secret] make')).toBe('RUN API_KEY=*** make');
  });

  it.each([
    `define('DB_PASSWORD', 'canary');`,
    `'password' => "canary",`,
    `+  "clientSecret": "canary",`,
    `os.getenv("DB_PASSWORD", 'canary')`,
  ])('hides the text that a name calls a secret in %s', (line) => {
    expect(createMask([])(line)).not.toContain('canary');
  });

  it('hides a word that a variable holds only where it may be a secret', () => {
    const mask = createMask(['WORD=server', 'DB_PASS=backend', 'OTHER=canary-word']);
    expect(mask('RUN server start --db backend --as canary-word')).toBe('RUN server start --db *** --as ***');
  });

  it('leaves what is no secret', () => {
    const line = 'RUN apt-get update && apt-get install -y --no-install-recommends libpq5';
    expect(createMask([], redact)(line)).toBe(line);
  });
});

it('hides build arguments of the builders before BuildKit, whose lines are shown without the shell', () => {
  const line = '|1 DB=canary-A1b2C3d4E5f6 /bin/sh -c pip install .';
  const image = {
    config: {history: [{createdBy: line, emptyLayer: true}]},
    layers: [],
  } as unknown as LoadedImage;
  const {rows} = compareHistory(image, image, {shared: [], onlyA: [], onlyB: []}, createMask([], redact));
  expect(rows[0]?.a?.createdBy).toBe('RUN |1 DB=*** pip install .');
});

it('hides the value of a label whose name says that it is a secret, not that it changed', () => {
  const config = (labels: Record<string, string>) =>
    ({env: [], labels, exposedPorts: [], volumes: [], onBuild: []}) as unknown as ConfigFile;
  const changes = compareConfig(
    config({'app.secret-token': 'canary-1a', 'org.team': 'core'}),
    config({'app.secret-token': 'canary-2b', 'org.team': 'web'}),
    {
      fingerprint: (value) => value.length.toString(),
      mask: createMask([], redact),
    },
  );
  expect(JSON.stringify(changes)).not.toContain('canary');
  expect(changes).toMatchObject([
    {field: 'Labels', name: 'app.secret-token', change: 'changed'},
    {field: 'Labels', name: 'org.team', a: 'core', b: 'web'},
  ]);
});

import {expect, it} from 'vitest';
import {readConfig} from '../../../src/evidence/collectors/images.js';

it('keeps no build argument of the history', () => {
  const lines = [
    '|1 DB=canary-A1b2 /bin/sh -c pip install .',
    'RUN |2 HOST=db DB=canary-A1b2 /bin/ash -eo pipefail -c make # buildkit',
    'ARG DB=canary-A1b2',
    '/bin/sh -c #(nop)  ARG DB=canary-A1b2',
  ];
  const text = JSON.stringify({history: lines.map((line) => ({created_by: line}))});
  const {config} = readConfig(text, () => {
    throw new Error('there is no variable');
  });
  expect(config.history?.map(({createdBy}) => createdBy)).toEqual([
    '|1 DB=*** /bin/sh -c pip install .',
    'RUN |2 HOST=*** DB=*** /bin/ash -eo pipefail -c make # buildkit',
    'ARG DB=***',
    '/bin/sh -c #(nop)  ARG DB=***',
  ]);
});

it('keeps no value of an ENV line that the image’s variables do not hold', () => {
  const lines = [
    'ENV DSN=canary-A1b2',
    '/bin/sh -c #(nop)  ENV DSN=canary-A1b2 MODE=prod',
    'ENV MODE prod-canary-A1b2',
    'ENV DSN= MODE=prod',
    'ENV GONE=canary-A1b2',
    'ENV GREETING=hello to all',
    'ENV MODE prod',
  ];
  const text = JSON.stringify({
    config: {Env: ['DSN=', 'MODE=prod', 'GREETING=hello to all']},
    history: lines.map((line) => ({created_by: line})),
  });
  const {config} = readConfig(text, (name, value, source) => ({
    name,
    source,
    length: value.length,
    fingerprint: '',
    traits: {},
  }));
  expect(config.history?.map(({createdBy}) => createdBy)).toEqual([
    'ENV DSN=***',
    '/bin/sh -c #(nop)  ENV DSN=*** MODE=***',
    'ENV MODE ***',
    'ENV DSN= MODE=prod',
    'ENV GONE=***',
    'ENV GREETING=hello to all',
    'ENV MODE prod',
  ]);
});

import {expect, it} from 'vitest';
import {secretMissing} from '../../src/causes/secret-missing.js';
import {testCause} from '../support/cause-tester.js';
import {absent, pulledThen, service} from '../support/facts.js';
import {stepsFor} from '../support/judge.js';

/** Pulled, and failed at once. */
const NEVER_RAN = pulledThen([58, '[AppRunner] Failed to deploy your application image.']);

testCause(secretMissing, {
  names: [
    {
      name: 'a secret that does not exist',
      given: {
        events: NEVER_RAN,
        service: service({}, {}, ['API_KEY']),
        secrets: [{variable: 'API_KEY', reference: 'x', status: 'missing'}],
        'application-log': absent(),
      },
      verdict: 'confirmed',
    },
    {
      name: 'a secret that lacks the key',
      given: {
        events: NEVER_RAN,
        service: service({}, {}, ['API_KEY']),
        secrets: [{variable: 'API_KEY', reference: 'x', status: 'key-missing'}],
        'application-log': absent(),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'one that exists',
      given: {
        events: NEVER_RAN,
        service: service({}, {}, ['API_KEY']),
        secrets: [{variable: 'API_KEY', reference: 'x', status: 'exists'}],
        'application-log': absent(),
      },
    },
  ],
});

const REFERENCE = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:API_KEY-AbCdEf';

it.each([
  ['the secret that is missing', [{variable: 'DB', reference: `${REFERENCE}:db::`, status: 'missing' as const}]],
  ['the first one, where only a failed deployment speaks for it', []],
])('looks up %s, and no line of a log', (_, secrets) => {
  const given = {events: NEVER_RAN, service: service({}, {}, ['API_KEY']), secrets, 'application-log': absent()};
  expect(stepsFor('secret-missing', given).flatMap(({command}) => command ?? [])).toEqual([
    `aws secretsmanager describe-secret --region us-east-1 --secret-id ${REFERENCE}`,
  ]);
});

import {attestationIndex} from '../../src/causes/attestation-index.js';
import {testCause} from '../support/cause-tester.js';
import {absent, CHECK_FAILED, CHECKING, EXIT_1, FAILED, image, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);
const WITH_ATTESTATION = image({
  config: {os: 'linux', architecture: 'amd64'},
  index: [
    {digest: 'sha256:1', os: 'linux', architecture: 'amd64'},
    {digest: 'sha256:2', os: 'unknown', architecture: 'unknown', attestation: true},
  ],
});

testCause(attestationIndex, {
  names: [
    {
      name: 'never more than possible',
      given: {events: UNHEALTHY, 'image-attempted': WITH_ATTESTATION, 'application-log': absent()},
      verdict: 'possible',
    },
  ],
  leaves: [
    {
      name: 'an index with attestations',
      given: {events: DIES, 'image-attempted': WITH_ATTESTATION, 'application-log': absent()},
    },
  ],
});

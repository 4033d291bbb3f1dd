import {wrongArchitecture} from '../../src/causes/wrong-architecture.js';
import {testCause} from '../support/cause-tester.js';
import {absent, CHECK_FAILED, CHECKING, EXIT_1, FAILED, image, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);
const ARM = image({config: {os: 'linux', architecture: 'arm64'}});
const WITH_ATTESTATION = image({
  config: {os: 'linux', architecture: 'amd64'},
  index: [
    {digest: 'sha256:1', os: 'linux', architecture: 'amd64'},
    {digest: 'sha256:2', os: 'unknown', architecture: 'unknown', attestation: true},
  ],
});

testCause(wrongArchitecture, {
  names: [
    {
      name: 'the image says arm64',
      given: {events: DIES, 'image-attempted': ARM, 'application-log': absent()},
      verdict: 'confirmed',
    },
    {
      name: 'a health check that fails, and no log',
      given: {events: UNHEALTHY, 'image-attempted': ARM, 'application-log': absent()},
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {name: 'an amd64 image', given: {events: DIES, 'image-attempted': image(), 'application-log': absent()}},
    {
      name: 'an attestation beside amd64',
      given: {events: DIES, 'image-attempted': WITH_ATTESTATION, 'application-log': absent()},
    },
  ],
});

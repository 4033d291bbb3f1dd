import {wrongArchitectureInside} from '../../src/causes/wrong-architecture-inside.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECKING, EXIT_1, FAILED, image, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
const ARM = image({config: {os: 'linux', architecture: 'arm64'}});

testCause(wrongArchitectureInside, {
  names: [
    {
      name: 'a foreign binary in an amd64 image',
      given: {
        events: DIES,
        'image-attempted': image(),
        'app-records': app([70, 'Starting'], [71, 'OSError: /app/x.so: invalid ELF header']),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'an arm64 image',
      given: {events: DIES, 'image-attempted': ARM, 'app-records': app('exec /bin/sh: exec format error')},
    },
  ],
});

import {describe, expect, it} from 'vitest';
import {staleStartCommand} from '../../src/causes/stale-start-command.js';
import {testCause} from '../support/cause-tester.js';
import {
  absent,
  app,
  CHECK_FAILED,
  CHECKING,
  image,
  PROVISIONING,
  pulledThen,
  REPOSITORY,
  runs,
} from '../support/facts.js';
import {stepsFor} from '../support/judge.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);

testCause(staleStartCommand, {
  names: [
    {
      name: 'another program listens elsewhere',
      given: {
        service: runs('node web.js'),
        'image-attempted': image({config: {os: 'linux', architecture: 'amd64', cmd: ['node', 'server.js']}}),
        events: UNHEALTHY,
        'app-records': app([70, 'INFO:     Uvicorn running on http://0.0.0.0:3000 (Press CTRL+C to quit)']),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'an override that works',
      given: {
        service: runs('node web.js'),
        'image-attempted': image({config: {os: 'linux', architecture: 'amd64', cmd: ['node', 'server.js']}}),
        events: UNHEALTHY,
      },
    },
  ],
});

describe('the change that stale-start-command offers', () => {
  function change(own: {readonly entrypoint?: readonly string[]; readonly cmd?: readonly string[]}) {
    const config = {os: 'linux', architecture: 'amd64', ...own};
    const [step] = stepsFor('stale-start-command', {
      service: runs('node web.js'),
      'image-attempted': image({config}),
      events: UNHEALTHY,
    });
    return {text: step?.text, edit: step?.command?.match(/^jq '(.*)' source\.json/m)?.[1]};
  }

  it('sets what the image runs: a StartCommand that is left out is kept', () => {
    expect(change({cmd: ['node', 'server.js']}).edit).toBe(
      `.ImageRepository.ImageConfiguration.StartCommand = "node server.js" | .ImageRepository.ImageIdentifier = "${REPOSITORY}:v2"`,
    );
  });

  it('keeps the words of a shell form together', () => {
    const {edit} = change({cmd: ['/bin/sh', '-c', 'exec uvicorn app:app --port $PORT']});
    expect(edit).toContain('StartCommand = "/bin/sh -c \\"exec uvicorn app:app --port $PORT\\""');
  });

  it('says what is not known of an ENTRYPOINT', () => {
    const {text, edit} = change({entrypoint: ['tini', '--'], cmd: ['node', 'server.js']});
    expect(edit).toContain('StartCommand = "tini -- node server.js"');
    expect(text).toContain('whether an ENTRYPOINT stays');
  });

  it.each([
    ['unread', undefined],
    ['masked', ['server', '--token', '[masked 20 characters]']],
    ['of several lines', ['sh', '-c', 'a\nb']],
  ])('is in words where the command is %s', (_, cmd) => {
    const [step] = stepsFor('stale-start-command', {
      service: runs('node web.js'),
      'image-attempted': cmd === undefined ? absent() : image({config: {cmd}}),
      events: UNHEALTHY,
    });
    expect(step?.text).toContain('leaving it out of an update keeps the old one');
    expect(step?.command).toBeUndefined();
  });
});

import {describe, expect, it} from 'vitest';
import {nearestTags, parseReference} from '../../src/image/reference.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

describe('parseReference', () => {
  it.each([
    ['v24', {kind: 'ecr', tag: 'v24', mayBePrefix: true}],
    [`@${DIGEST}`, {kind: 'ecr', digest: DIGEST, mayBePrefix: false}],
    [DIGEST, {kind: 'ecr', digest: DIGEST, mayBePrefix: false}],
    ['team/api:v1.2', {kind: 'ecr', repository: 'team/api', tag: 'v1.2', mayBePrefix: true}],
    [`api@${DIGEST}`, {kind: 'ecr', repository: 'api', digest: DIGEST, mayBePrefix: false}],
    [
      `${HOST}/team/api:v1`,
      {
        kind: 'ecr',
        registryId: '111122223333',
        region: 'us-east-1',
        repository: 'team/api',
        tag: 'v1',
        mayBePrefix: true,
      },
    ],
    [
      `${HOST}/api:v1@${DIGEST}`,
      {
        kind: 'ecr',
        registryId: '111122223333',
        region: 'us-east-1',
        repository: 'api',
        digest: DIGEST,
        mayBePrefix: false,
      },
    ],
    ['running', {kind: 'service', which: 'running'}],
    ['attempted', {kind: 'service', which: 'attempted'}],
    ['oci:out/image:v1', {kind: 'oci-layout', path: 'out/image', tag: 'v1'}],
    ['oci:/tmp/x', {kind: 'oci-layout', path: '/tmp/x'}],
    ['oci:C:\\images', {kind: 'oci-layout', path: 'C:\\images'}],
    ['docker-archive:a.tar:v1', {kind: 'docker-archive', path: 'a.tar', tag: 'v1'}],
  ])('reads %s', (text, expected) => {
    expect(parseReference(text)).toEqual({text, ...expected});
  });

  it.each([
    ['', /no tag/],
    ['api@sha256:123', /64 hexadecimal/],
    ['docker.io/library/python:3.11', /no ECR host/],
    ['localhost:5000/api:v1', /no ECR host/],
    ['team/api', /no tag/],
    [`${HOST}/api`, /no tag and no digest/],
    ['oci:', /path is missing/],
    ['UPPER/Case:v1', /no repository name/],
  ])('refuses %s and says which forms there are', (text, message) => {
    expect(() => parseReference(text)).toThrow(message);
  });
});

describe('nearestTags', () => {
  it('lists what contains the word first, then what is spelt alike', () => {
    expect(nearestTags('v3', ['latest', 'v24-lazy', 'release-v3', 'v2'], 3)).toEqual(['release-v3', 'v2', 'latest']);
  });
});

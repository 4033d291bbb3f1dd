import {describe, expect, it} from 'vitest';
import type {Image, ImageConfig} from '../../src/evidence/model.js';
import {compareLoaded} from '../../src/image/compare.js';
import type {ImageComparison} from '../../src/image/comparison.js';
import {comparisonExitCode} from '../../src/image/exit-code.js';
import {headline} from '../../src/image/report/view.js';
import {savedImage} from '../../src/image/source/bundle.js';
import {facts} from '../support/facts.js';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const CONFIG: ImageConfig = {os: 'linux', architecture: 'amd64', cmd: ['serve']};

function image(digit: string, rest: Partial<Image>): Image {
  return {
    reference: `111122223333.dkr.ecr.us-east-1.amazonaws.com/my-api:v${digit}`,
    repository: 'my-api',
    tag: `v${digit}`,
    digest: digest(digit),
    ...rest,
  };
}

/** The same layers in both. */
const manifest = (digit: string): Pick<Image, 'manifest'> => ({
  manifest: {
    digest: digest(digit),
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    layers: [{digest: digest('a'), packedBytes: 1000}],
  },
});

function compare(a: Partial<Image>, b: Partial<Image>): ImageComparison {
  const evidence = facts({'image-running': image('1', a), 'image-attempted': image('2', b)});
  const bundle = {collectedAt: '2026-01-20T10:00:00Z', evidence} as unknown as Parameters<typeof savedImage>[1];
  const [x, y] = (['running', 'attempted'] as const).map((which) =>
    savedImage({kind: 'service', text: which, which}, bundle),
  );
  if (!x || !y) throw new Error('an image was lost');
  return compareLoaded(x, y, {bytesFetched: 0, salt: 'salt'});
}

describe('images of saved evidence', () => {
  it('show no known difference where both configs are held and nothing differs', () => {
    const found = compare({...manifest('1'), config: CONFIG}, {...manifest('2'), config: CONFIG});
    expect(found.findings.map(({id}) => id)).toEqual(['no-known-difference']);
    expect(headline(found)).toContain('no difference in what saved evidence holds');
    expect(comparisonExitCode(found, true)).toBe(0);
  });

  it.each([
    ['the config of one', {...manifest('1'), config: CONFIG}, manifest('2'), ['b']],
    ['both configs', manifest('1'), manifest('2'), ['a', 'b']],
  ])('without %s are not called the same', (_, a, b, sides) => {
    const found = compare(a, b);
    expect(found.problems.filter(({what}) => what === 'the config').map(({side}) => side)).toEqual(sides);
    expect(found.findings.map(({id}) => id)).not.toContain('no-known-difference');
    expect(found.findings.map(({id}) => id)).not.toContain('same-content');
    expect(headline(found)).toContain('1 layer shared, 0 changed, 0 added, 0 removed; config not compared');
    expect(comparisonExitCode(found, false)).toBe(3);
  });

  it.each([
    ['the manifest of one', {...manifest('1'), config: CONFIG}, {}, 'a manifest of B'],
    ['both manifests', {}, {}, 'a manifest of A and B'],
  ])('without %s are not compared', (_, a, b, words) => {
    const found = compare(a, b);
    expect(found.findings.map(({id}) => id)).not.toContain('same-content');
    expect(headline(found)).toBe(`v1 and v2: not compared, for want of ${words}`);
    expect(comparisonExitCode(found, false)).toBe(3);
  });

  it('under a tag and without one are one image under no two tags', () => {
    const known = {digest: digest('1'), ...manifest('1'), config: CONFIG};
    const text = (tag: Partial<Image>) =>
      compare(known, {...known, ...tag}).findings.find(({id}) => id === 'same-image')?.text;
    expect(text({tag: 'v9'})).toContain('under two tags, v1 and v9');
    expect(text({tag: undefined} as unknown as Partial<Image>)).toMatch(
      /^A and B are one image \(\S+\): nothing differs\.$/,
    );
  });

  it('have a tag that moved only where it is of one repository', () => {
    const ids = (repository: string) =>
      compare(
        {...manifest('1'), tag: 'latest', config: CONFIG},
        {...manifest('2'), tag: 'latest', config: {...CONFIG, cmd: ['other']}, repository},
      ).findings.map(({id}) => id);
    expect(ids('my-api')).toContain('tag-moved');
    expect(ids('my-web')).not.toContain('tag-moved');
  });
});

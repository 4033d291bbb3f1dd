import {describe, expect, it} from 'vitest';
import {choosePlatform, platformName} from '../../src/image/image.js';
import type {IndexDescriptor} from '../../src/image/manifest.js';

const index = (...platforms: readonly string[]): IndexDescriptor[] =>
  platforms.map((text) => {
    const [os = '', architecture = '', variant] = text.split('/');
    return {digest: text, os, architecture, ...(variant !== undefined && {variant}), annotations: {}};
  });
const chosen = (wanted: string, ...offered: readonly string[]): string | undefined =>
  choosePlatform(index(...offered), index(wanted)[0] as IndexDescriptor)?.digest;

describe('choosePlatform', () => {
  it.each([
    ['linux/amd64', ['linux/amd64/v3', 'linux/amd64'], 'linux/amd64'],
    ['linux/amd64', ['linux/amd64/v3'], 'linux/amd64/v3'],
    ['linux/amd64/v3', ['linux/amd64', 'linux/amd64/v3'], 'linux/amd64/v3'],
    ['linux/arm64/v8', ['linux/amd64', 'linux/arm64'], 'linux/arm64'],
    ['linux/arm64', ['linux/arm64/v8'], 'linux/arm64/v8'],
    ['linux/arm/v7', ['linux/arm/v6'], undefined],
  ])('for %s takes of %j %s', (wanted, offered, expected) => {
    expect(chosen(wanted, ...offered)).toBe(expected);
  });
});

it('is called the same whether the variant that all have is named or not', () => {
  expect(index('linux/arm64/v8', 'linux/arm64', 'linux/arm/v7').map(platformName)).toEqual([
    'linux/arm64',
    'linux/arm64',
    'linux/arm/v7',
  ]);
});

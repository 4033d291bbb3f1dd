import {defineConfig} from 'vitest/config';

/** Tests that need tools of Debian (skopeo, umoci, zsh, fish): npm run test:tools. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/tools/**/*.tools.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});

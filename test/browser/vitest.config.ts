import {defineConfig} from 'vitest/config';

/** Tests that need a Chromium: CHROMIUM, or /usr/bin/chromium. Not part of the default run, where none may be. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/browser/**/*.browser.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
  },
});

import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    // @oclif/core and several tests write to stdout themselves; interception would swallow or reorder it.
    disableConsoleIntercept: true,
    // A bound on hangs, not on speed: a busy machine must not decide a test.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Two-core machines: more workers only make the process tests fight over the processor.
    maxWorkers: 2,
    env: {
      NO_COLOR: '1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    snapshotFormat: {printBasicPrototype: false},
  },
});

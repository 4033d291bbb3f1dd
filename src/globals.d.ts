declare namespace NodeJS {
  interface ProcessEnv {
    /** Replaced by the build: see scripts/build.mjs. */
    readonly NERAVA_DIAG_BUILD_VERSION?: string;
    readonly NERAVA_DIAG_BUILD_SDK_VERSION?: string;
    /** Differs from build to build. */
    readonly NERAVA_DIAG_BUILD_ID?: string;
  }
}

/** The tool's version, put in by the build; run from source it is marked as such. */
export function toolVersion(): string {
  return process.env.NERAVA_DIAG_BUILD_VERSION ?? '0.0.0-source';
}

/** Version of the AWS SDK's clients, put in by the build. */
export function sdkVersion(): string {
  return process.env.NERAVA_DIAG_BUILD_SDK_VERSION ?? 'source';
}

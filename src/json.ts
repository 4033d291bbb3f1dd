/** A JSON value as it stands in bundles and reports. */
export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json};

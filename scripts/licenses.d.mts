interface Metafile {
  readonly outputs: {
    readonly [path: string]: {readonly inputs: {readonly [path: string]: {readonly bytesInOutput: number}}};
  };
}
export function thirdPartyLicenses(root: string, metafile: Metafile): string;
export function bundledPackages(metafile: Metafile): Set<string>;

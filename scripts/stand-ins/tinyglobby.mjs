// Stands in the bundle for the package of this name: oclif looks for commands by it where there is no manifest. The
// build always writes one.
export const glob = () => {
  throw new Error('oclif.manifest.json is missing: build the package again');
};

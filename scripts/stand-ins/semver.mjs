// Stands in the bundle for the package of this name: oclif compares its own range of Node versions by it, at every
// start. The package's `engines` say more.
export const satisfies = () => true;

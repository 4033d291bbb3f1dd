// Stands in the bundle for the package of this name: oclif matches the names of plugins by it. The tool has none.
export const minimatch = () => false;

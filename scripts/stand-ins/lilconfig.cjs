// Stands in the bundle for the package of this name: oclif searches for a configuration of its own by it where the
// package.json of a plugin has none. Ours has one.
module.exports = {};

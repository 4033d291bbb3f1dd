// Stands in the bundle for the package of this name: oclif loads it at every start to tell Windows' Linux from others,
// for a word in its own user agent that nobody reads here.
exports.isWsl = false;
exports.powerShellPath = async () => 'powershell.exe';

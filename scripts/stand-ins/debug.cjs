// Stands in the bundle for the package of this name: oclif logs its own doings by it, and it looks at the terminal at
// every start. What went wrong in the tool itself is shown with DEBUG=* still (src/run.ts).
module.exports = () => () => {};

// Stands in the bundle for the package of this name: thirty kilobytes of spinners that oclif could draw. The tool draws
// its own line of progress (src/terminal/progress.ts).
export default {};

// Stands in the bundle for the package of this name: twenty-four kilobytes that turn one colour space into another.
// ansi-styles asks for it where somebody wants a colour by its RGB value; wrap-ansi, which oclif wraps its help with,
// reads the table of codes only.
module.exports = {};

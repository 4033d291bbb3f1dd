// Stands in the bundle for the package of this name: fifty-five kilobytes that know browsers by their user agents. The
// SDK loads it in browsers only.
export default {};

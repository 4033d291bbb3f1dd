/** The library behind the commands. Shapes, units and errors stand with each export. */
export {DiagError} from './errors.js';
export type * from './evidence/model.js';

/**
 * The library behind the commands: no oclif, no output, no exit codes. Expected failures are thrown as DiagError.
 *
 * - predictStartup: what a start-up contract says of an environment; pure
 * - collect: reads a service's evidence from AWS, redacted
 * - diagnose: judges evidence; pure
 * - render: a report in one of its formats
 * - compareImages: what differs between two images
 * - readBundle, writeBundle: evidence in one file
 */

export {type CompareImagesOptions, compareImages} from './app/compare-images.js';
export {loadContract} from './contract/load.js';
export type {Contract} from './contract/model.js';
export {neravaContract} from './contract/nerava.js';
export {type PredictOptions, predictStartup} from './contract/predict.js';
export type {PredictedCheck, PredictedOutcome, Prediction} from './contract/prediction.js';
export {type DiagnoseOptions, diagnose} from './engine/diagnose.js';
export {DiagError} from './errors.js';
export {readBundle, serializeBundle, writeBundle} from './evidence/bundle.js';
export type {Bundle} from './evidence/bundle-model.js';
export {type CollectOptions, collect} from './evidence/collect.js';
export type * from './evidence/model.js';
export type {ImageComparison} from './image/comparison.js';
export {type ExitOptions, reportExitCode} from './report/exit-code.js';
export type {Report} from './report/model.js';
export {REPORT_FORMATS, type RenderOptions, type ReportFormat, render} from './report/render.js';

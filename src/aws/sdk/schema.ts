// What the clients themselves read answers by. Imported dynamically only.
import {NormalizedSchema} from '@smithy/core/schema';

export {getSmithyContext} from '@smithy/core/transport';
export {NormalizedSchema};
export type StructureSchema = Parameters<typeof NormalizedSchema.of>[0];

import type {Aws} from '../../aws/clients.js';
import type {Examination} from '../examination.js';
import type {SecretReference, Service} from '../model.js';
import type {Target} from '../target.js';

/** What a collector may need that no answer waits for. */
export interface OptionalContext {
  readonly aws: Aws;
  readonly target: Target;
  readonly service: Omit<Service, 'configuration'>;
  readonly secrets: readonly SecretReference[];
  /** Undefined when the operations could not be read, and for collectors that do not ask for it. */
  readonly examination: Examination | undefined;
  readonly now: () => number;
}

import {lookError} from '../errors.js';
import type {Bundle} from '../evidence/bundle-model.js';
import type {Evidence, Service} from '../evidence/model.js';

/** The service of a bundle, without which nothing can be judged. */
export function serviceOf(bundle: Bundle): Service {
  const evidence: Evidence<Service> = bundle.evidence.service;
  if (evidence.status === 'collected') return evidence.value;
  throw lookError(`The service could not be read: ${evidence.why}.`, {
    code: 'SERVICE_UNREADABLE',
    suggestions: 'fix' in evidence && evidence.fix !== undefined ? [evidence.fix] : [],
  });
}

import {MessageMasker} from '../logs/masking.js';
import type {Redaction} from './bundle-model.js';
import type {EvidenceSet, LogEvent} from './model.js';
import {createRedactor, type Redactor} from './redact.js';

export interface RedactionInput {
  readonly values: readonly {readonly name: string; readonly value: string}[];
  /** Words that stay, even where a variable holds them too. */
  readonly keep: readonly string[];
}

/**
 * Identifiers, under these keys, are no free text: AWS made them or they address something. Masking one that a
 * variable happens to repeat would break every pointer into the evidence. Everything else is masked by default.
 */
const IDENTIFIER =
  /^(id|arn|.*Arn|source|at|status|type|kind|digest|diffId|mediaType|account|registryAccount|region|fingerprint|timestamp|stream|operationId|variable|kmsKeyId|action|zone|vpc|os|architecture|repositoryType|protocol)$/;
/** Described variables hold no value but those that the contract declares harmless. */
const DESCRIBED = new Set(['variables', 'traits', 'observations']);

/** Masks every known value, and everything that looks like a credential, in all texts of the evidence. */
export function redactEvidence(
  evidence: EvidenceSet,
  input: RedactionInput,
): {evidence: EvidenceSet; redactions: readonly Redaction[]} {
  const redactor = createRedactor({
    values: input.values.map(({name, value}) => [name, value] as const),
    keep: [...input.keep],
  });
  const walk = (value: unknown, key: string, where: string): unknown => {
    if (typeof value === 'string') return IDENTIFIER.test(key) ? value : redactor.text(value, where);
    if (Array.isArray(value)) return value.map((item) => walk(item, key, where));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([k, v]) => [k, DESCRIBED.has(k) ? v : walk(v, k, placeOf(where, k))]),
    );
  };
  const clean = Object.fromEntries(
    Object.entries(withLogsMasked(evidence, redactor)).map(([id, e]) => [
      id,
      id === 'baseline' || id === 'identity' ? e : walk(e, '', id),
    ]),
  );
  return {evidence: clean as unknown as EvidenceSet, redactions: redactor.ledger()};
}

/** What is a secret only together with the events around it: keys line by line, values that run over two events. */
function withLogsMasked(evidence: EvidenceSet, redactor: Redactor): EvidenceSet {
  const {'application-log': application, 'service-log': service} = evidence;
  return {
    ...evidence,
    ...('value' in application && {
      'application-log': {
        ...application,
        value: {
          ...application.value,
          events: maskedEvents(application.value.events, redactor, 'application-log.events.message'),
        },
      },
    }),
    ...('value' in service && {
      'service-log': {...service, value: maskedEvents(service.value, redactor, 'service-log.message')},
    }),
  };
}

function maskedEvents(events: readonly LogEvent[], redactor: Redactor, where: string): readonly LogEvent[] {
  const masker = new MessageMasker((text) => redactor.text(text, where), {
    across: (before, after) => redactor.across(before, after, where),
    hidKey: () => redactor.counted('private-key', where),
  });
  const messages = masker.messages(
    events.map(({message}) => message),
    events.map(({stream}) => stream),
  );
  return events.map((event, index) => ({...event, message: messages[index] ?? event.message}));
}

/** "application-log.events.message": fine enough to find it, without an index that would make a line per line. */
function placeOf(where: string, key: string): string {
  return key === 'value' ? where : `${where}.${key}`;
}

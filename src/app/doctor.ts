import {type Doctor, type DoctorOperation, doctorRows} from '../views/doctor.js';
import type {Access} from './look-at-access.js';

/** The answer of `doctor`. @param now epoch milliseconds */
export function doctorAnswer(access: Access, regionFrom: string | undefined, now: number): Doctor {
  const {bundle, failure, identity, credentials, aheadMs} = access;
  const {expiresAt} = credentials ?? {};
  const service = bundle?.evidence.service;
  return {
    schemaVersion: 1,
    node: process.version,
    identity: identity?.arn ?? null,
    account: identity?.account ?? null,
    region: service?.status === 'collected' ? service.value.region : (access.region ?? null),
    regionFrom: regionFrom ?? (access.region === undefined ? null : "AWS's configuration file"),
    credentials:
      credentials === undefined
        ? null
        : {
            source: credentials.source ?? null,
            expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
            expiresInSeconds: expiresAt === undefined ? null : Math.round((expiresAt - now) / 1000),
          },
    // No "-0".
    clock: aheadMs === undefined ? null : {aheadSeconds: Math.round(-aheadMs / 1000) || 0},
    operations: access.operations.map(
      ({operation, iamAction, neededTo, essential, onlyWith, status, by, why, fix}): DoctorOperation => ({
        operation,
        action: iamAction,
        neededTo,
        essential,
        onlyWith: onlyWith ?? null,
        status,
        by: by ?? null,
        why: why ?? null,
        fix: fix ?? null,
      }),
    ),
    evidence: bundle === undefined ? [] : doctorRows(bundle.evidence),
    ...(failure !== undefined && {
      error: {
        name: failure.name,
        message: failure.message,
        code: failure.code,
        suggestions: failure.suggestions,
        ref: failure.ref ?? null,
      },
    }),
  };
}

/** 3: it could not look. 1: something that is needed did not come, or was denied. */
export function doctorExitCode({error, operations, evidence}: Doctor): 0 | 1 | 3 {
  if (error !== undefined) return 3;
  const lacking = evidence.some(({status}) => status !== 'ok' && status !== 'not-asked');
  return lacking || operations.some(({status}) => status === 'denied') ? 1 : 0;
}

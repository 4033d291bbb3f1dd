import {describe, expect, it} from 'vitest';
import {callOfOperation} from '../../src/evidence/examination.js';
import type {ChangeEvent, Operation} from '../../src/evidence/model.js';

const MINUTE = 60_000;
const START = 1_768_910_000_000;
const UPDATE: Operation = {id: 'op-1', type: 'UPDATE_SERVICE', status: 'ROLLBACK_SUCCEEDED', startedAt: START};

function call(image: string, minutes: number, more: Partial<ChangeEvent> = {}): ChangeEvent {
  return {name: 'UpdateService', at: START + minutes * MINUTE, image, ...more};
}

describe('the call that began an operation', () => {
  it('is the one that got its id as the answer, however far from it in time', () => {
    const changes = [call('near', 0), call('exact', -9, {operationId: 'op-1'})];
    expect(callOfOperation(UPDATE, changes)?.image).toBe('exact');
  });

  it('is else the nearest within five minutes, before or after', () => {
    expect(callOfOperation(UPDATE, [call('a', -3), call('b', -1), call('c', 2)])?.image).toBe('b');
    expect(callOfOperation(UPDATE, [call('a', -3), call('c', 2)])?.image).toBe('c');
    expect(callOfOperation(UPDATE, [call('a', -5), call('c', 5)])).toBeUndefined();
  });

  it('is none that was rejected, answered with another id, or that begins operations of another type', () => {
    const others = [
      call('rejected', 0, {errorCode: 'InvalidStateException'}),
      call('rejected with the id', 0, {errorCode: 'InvalidStateException', operationId: 'op-1'}),
      call('of another', 0, {operationId: 'op-2'}),
      call('no update', 0, {name: 'StartDeployment'}),
    ];
    expect(callOfOperation(UPDATE, others)).toBeUndefined();
    expect(callOfOperation(UPDATE, [...others, call('it', -1)])?.image).toBe('it');
    expect(callOfOperation({...UPDATE, type: 'START_DEPLOYMENT'}, others)?.image).toBe('no update');
  });

  it('is known by its id alone where the start is not known', () => {
    const {startedAt: _, ...unstarted} = UPDATE;
    expect(callOfOperation(unstarted, [call('near', 0)])).toBeUndefined();
    expect(callOfOperation(unstarted, [call('exact', 0, {operationId: 'op-1'})])?.image).toBe('exact');
  });

  it('may be of any type where the type is not known', () => {
    const {type: _, ...untyped} = UPDATE;
    expect(callOfOperation(untyped, [call('it', 0, {name: 'StartDeployment'})])?.image).toBe('it');
  });
});

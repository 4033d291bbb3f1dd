import {afterAll, beforeAll, vi} from 'vitest';

/** The SDK draws its delays between tries: at zero the tests of a block are quick, and the same every time. */
export function useNoDelays(): void {
  beforeAll(() => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterAll(() => {
    vi.restoreAllMocks();
  });
}

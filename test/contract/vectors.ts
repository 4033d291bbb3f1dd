import {readFileSync} from 'node:fs';

/** One observed run of the Nerava backend's own settings and validators. */
export interface Vector {
  readonly env: Record<string, string>;
  readonly truth: {
    readonly outcome: string;
    readonly first?: string | null;
    readonly isLocal?: boolean;
    readonly skip?: boolean;
    readonly strict?: boolean;
    readonly checks?: Record<string, string>;
  };
}

export const vectors: readonly Vector[] = readFileSync(
  new URL('../../fixtures/startup-contract.vectors.jsonl', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Vector);

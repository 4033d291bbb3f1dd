import {readFileSync} from 'node:fs';
import {loadContract} from '../../src/contract/load.js';

/** The example of the documentation: a Node/Express service of another team. */
const page = readFileSync(new URL('../../docs/contract.md', import.meta.url), 'utf8');
const example = /^## A complete example\n\n```yaml\n(.*?)^```$/ms.exec(page);

export const expressContract = loadContract(example?.[1] ?? '', 'docs/contract.md');

import {addImageFiles} from '../../src/app/image-files.js';
import {neravaContract} from '../../src/contract/nerava.js';
import {serializeBundle} from '../../src/evidence/bundle.js';
import {collectIncident, loadIncident} from './incidents.js';

export const SAMPLE = 'nerava-v24-v32';

/** The text of the sample incident's bundle, as a released tool would have written it with `--files`. */
export async function sampleBundle(): Promise<string> {
  const {bundle} = await collectIncident(loadIncident(SAMPLE), {}, {}, (collected) =>
    addImageFiles(collected, neravaContract, {signal: new AbortController().signal, progress: () => undefined}),
  );
  return serializeBundle({...bundle, tool: {name: bundle.tool.name, version: '0.1.0'}});
}

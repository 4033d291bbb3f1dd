import {importSource} from './import-source.mjs';

/** The bundle of the sample incident: collected through the real SDK from a fake AWS that serves its aws.json. */
export async function generate(root) {
  const {SAMPLE, sampleBundle} = await importSource(root, 'test/support/sample-bundle.ts');
  return [[`fixtures/incidents/${SAMPLE}/bundle.json`, await sampleBundle()]];
}

import {join} from 'node:path';
import {schemaOfType} from './json-schema.mjs';

/** What the tool writes and others read: the type that says so, and the file that says it to them. */
const SCHEMAS = [
  {path: 'schema/report.schema.json', source: 'src/report/model.ts', type: 'Report', title: 'nerava-diag report'},
  {
    path: 'schema/bundle.schema.json',
    source: 'src/evidence/bundle-model.ts',
    type: 'Bundle',
    title: 'nerava-diag bundle',
  },
];

export function generate(root) {
  return SCHEMAS.map(({path, source, type, title}) => [
    path,
    `${JSON.stringify({...schemaOfType(join(root, source), type), title}, null, 2)}\n`,
  ]);
}

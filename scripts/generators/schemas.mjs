import {join} from 'node:path';
import {schemaOfType} from './json-schema.mjs';

/** What the tool writes and others read: the type that says so, and the file that says it to them. */
const SCHEMAS = [
  {path: 'schema/report.schema.json', source: 'src/report/model.ts', type: 'Report', title: 'nerava-diag report'},
];

export function generate(root) {
  return SCHEMAS.map(({path, source, type, title}) => [
    path,
    `${JSON.stringify({...schemaOfType(join(root, source), type), title}, null, 2)}\n`,
  ]);
}

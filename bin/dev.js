#!/usr/bin/env node
// Builds what changed (no declarations), then runs it.
import {build} from '../scripts/build.mjs';

await build({types: false});
await import('./run.js');

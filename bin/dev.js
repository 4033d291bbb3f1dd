#!/usr/bin/env node
// Builds what changed (no declarations), then runs it.
import('../scripts/build.mjs').then(({build}) => build({types: false})).then(() => require('./run.js'));

import type {Hook} from '@oclif/core';
import {usageError} from './errors.js';
import {closest} from './terminal/closest.js';

const hook: Hook.CommandNotFound = async ({id, config}) => {
  const known = config.commands.filter((command) => !command.hidden).map((command) => command.id);
  const near = closest(id, known);
  throw usageError(`There is no command "${id}".`, [
    ...(near === undefined ? [] : [`Did you mean: nerava-diag ${near}?`]),
    `Commands: ${known.join(', ')}.`,
  ]);
};

export default hook;

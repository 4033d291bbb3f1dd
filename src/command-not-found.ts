import type {Hook} from '@oclif/core';
import {closest} from './closest.js';
import {usageError} from './errors.js';

const hook: Hook.CommandNotFound = async ({id, config}) => {
  const known = config.commands.filter((command) => !command.hidden).map((command) => command.id);
  const near = closest(id, known);
  throw usageError(`There is no command "${id}".`, [
    ...(/^-v$/i.test(id) ? ['The version: nerava-diag --version'] : []),
    ...(near === undefined ? [] : [`Did you mean: nerava-diag ${near}?`]),
    `Commands: ${known.join(', ')}.`,
  ]);
};

export default hook;

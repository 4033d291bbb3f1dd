#!/usr/bin/env node
// The least that reading these pages can cost in Node: HTTP, JSON.parse, no signature, no masks, nothing shown.
//   node bench/logs/bare.mjs URL GROUP START
import {Agent, request} from 'node:http';

const [url, logGroupName, start] = process.argv.slice(2);
const agent = new Agent({keepAlive: true});
let events = 0;
let nextToken;
do {
  const page = JSON.parse(await post({logGroupName, startTime: Number(start), ...(nextToken && {nextToken})}));
  events += page.events.length;
  nextToken = page.nextToken;
} while (nextToken !== undefined);
agent.destroy();
console.log(events);

function post(input) {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {agent, method: 'POST', headers: {'x-amz-target': 'Logs_20140328.FilterLogEvents'}},
      (response) => {
        const pieces = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('end', () => resolve(Buffer.concat(pieces).toString()));
        response.on('error', reject);
      },
    );
    call.on('error', reject);
    call.end(JSON.stringify(input));
  });
}

import {loadContract} from '../../src/contract/load.js';

/** A Node/Express service of another team: other gates, required variables, no degraded start. */
export const expressYaml = `
name: orders-api
title: Start-up checks of the orders API
appliesTo:
  commands: [dist/server.js]
  files: [/srv/dist/server.js]
settings:
  node-env: {variables: [NODE_ENV], default: development}
  database-url: {variables: [DATABASE_URL, POSTGRES_URL]}
  replica-url: {variables: [REPLICA_URL], default: 'postgres://replica.example.com/orders'}
  log-level: {variables: [LOG_LEVEL], default: info, lowercase: true}
parses:
  - {type: integer, variables: [PORT, WORKERS]}
  - {type: url, variables: [PUBLIC_URL], required: true}
  - {type: json, variables: [FEATURES]}
gates:
  - {id: production, title: Production, condition: {setting: node-env, equals: production}}
  - {id: environment, title: Environment, value: {setting: node-env}}
checks:
  - id: database
    title: Database
    fails:
      - if: {setting: database-url, empty: true}
        message: Neither DATABASE_URL nor POSTGRES_URL is set
        fix: Set DATABASE_URL.
      - if: {not: {setting: database-url, matches: '^postgres(?:ql)?://[^@/]+@[^/]+/\\w+'}}
        message: DATABASE_URL is no PostgreSQL URL with a user, a host and a database
        fix: Write postgres://user:password@host/database.
      - if: {setting: database-url, equalsValueOf: {setting: replica-url}}
        message: DATABASE_URL and REPLICA_URL are the same
        fix: Point REPLICA_URL to the replica.
    passes: DATABASE_URL is a PostgreSQL URL
  - id: session-secret
    title: Session secret
    when: {gate: production}
    fails:
      - if: {not: {variable: SESSION_SECRET, length: {min: 32}}}
        message: SESSION_SECRET has fewer than 32 characters
        fix: Set a longer one.
      - if: {variable: SESSION_SECRET, contains: changeme, lowercase: true}
        message: SESSION_SECRET is a placeholder
        fix: Set a random one.
    passes: SESSION_SECRET is long enough
    otherwise: Only checked in production
  - id: log-level
    title: Log level
    fails:
      - if: {not: {setting: log-level, in: [debug, info, warn, error]}}
        message: LOG_LEVEL is none that the logger knows
        fix: Use debug, info, warn or error.
    passes: LOG_LEVEL is known
ladder:
  - {id: boot, title: Process started, patterns: [booting orders-api]}
  - {id: listening, title: Server listens, patterns: ['listening on :']}
failures:
  - {id: refused, title: Configuration refused, patterns: ['configuration error: ']}
files:
  - {path: /srv/dist/config.js, why: holds the checks}
questions:
  - {id: database, question: Is the database set?, variables: [DATABASE_URL, POSTGRES_URL], checks: [database]}
shown: [NODE_ENV, LOG_LEVEL, PORT]
`;

export const expressContract = loadContract(expressYaml, 'orders.yaml');

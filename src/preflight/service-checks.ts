import type {Prediction} from '../contract/prediction.js';
import type {StartupCheck} from '../engine/startup-check.js';
import {nameProfile} from '../engine/steps.js';
import {PREDICTIONS} from '../report/words.js';
import {type CheckContext, check, failedBy, unread} from './check.js';
import type {PreflightCheck} from './model.js';

export function serviceChecks(context: CheckContext, startup: StartupCheck): PreflightCheck[] {
  return [
    startUp(context, startup),
    variablesKept(context),
    secretsExist(context),
    accessRole(context),
    instanceRole(context),
    health(context),
    ready(context),
  ];
}

function startUp(context: CheckContext, startup: StartupCheck): PreflightCheck {
  const {contract, certain: prediction} = startup;
  const about = {id: 'start-up', title: 'It survives its start under this configuration', essential: true} as const;
  if (prediction === null && !contract.programKnown) {
    return check(about, 'unknown', 'nothing that was read says which program runs', {
      fix: `Judge it by the contract "${contract.name}" all the same: --contract ${contract.name}`,
    });
  }
  if (prediction === null) {
    return check(about, 'not-run', `no start-up contract speaks for this image ("${contract.name}" is for another)`, {
      fix: 'Describe what the application needs: --contract FILE.',
    });
  }
  const {outcome, first} = prediction;
  const evidence = [`contract "${contract.name}", because ${contract.appliesBecause}`, ...problems(prediction)];
  const fixes = prediction.checks.flatMap(({status, fix}) => (status === 'fail' && fix !== undefined ? [fix] : []));
  const details = {evidence, ...(fixes.length > 0 && {fix: [...new Set(fixes)].join(' ')})};
  const stops = first === null ? '' : `; it stops at ${first}`;
  const message = `${PREDICTIONS[outcome]}${stops}`;
  switch (outcome) {
    case 'starts':
      return check(about, 'pass', message, {evidence});
    case 'starts-degraded':
      return check({...about, severity: 'warning'}, 'fail', message, details);
    case 'unknown': {
      const fix = whatWouldDecide(context, startup);
      return check(about, 'unknown', message, {evidence, ...(fix !== undefined && {fix})});
    }
    case 'exits':
    case 'crashes-on-import':
      return check(about, 'fail', message, details);
  }
}

/** What would show the values that decide: those of the image's ENV, or of secrets that nobody asked for yet. */
function whatWouldDecide({image, service}: CheckContext, {imageVariables}: StartupCheck): string | undefined {
  const read =
    imageVariables !== undefined
      ? undefined
      : image.status === 'collected'
        ? image.value.gaps?.find(({fix}) => fix !== undefined)?.fix
        : 'fix' in image
          ? image.fix
          : undefined;
  const unresolved = service?.configuration.secrets.filter(({resolved}) => resolved === undefined) ?? [];
  const refused = unresolved.find(({unresolved: gap}) => gap !== undefined)?.unresolved;
  const resolve =
    unresolved.length === 0
      ? undefined
      : refused === undefined
        ? 'Let it read the secrets that decide: --resolve-secrets; they are masked like any value.'
        : refused.fix;
  const fixes = [read, resolve].filter((fix) => fix !== undefined);
  return fixes.length === 0 ? undefined : fixes.join('; ');
}

function problems({checks, parses}: Prediction): string[] {
  return [
    ...parses.map(({variable, message}) => `${variable}: ${message}`),
    ...checks
      .filter(({status}) => status === 'fail' || status === 'unknown')
      .map(({id, status, message}) => `${id} ${status === 'fail' ? 'fails' : 'is open'}: ${message}`),
  ];
}

/** A variable map that is supplied replaces the old one whole: what it does not name is gone. */
function variablesKept({service, before, meantToGo, replacesMap}: CheckContext): PreflightCheck {
  const about = {id: 'variables-kept', title: 'No variable gets lost'} as const;
  if (service === undefined) return check(about, 'not-run', 'no service to compare with');
  if (!replacesMap) return check(about, 'pass', 'the service’s own map is kept');
  const after = new Set([...service.configuration.variables, ...service.configuration.secrets].map(({name}) => name));
  const lost = before.filter((name) => !after.has(name) && !meantToGo.includes(name));
  if (lost.length === 0) return check(about, 'pass', `all ${before.length} variables of the service are in the map`);
  return check(
    about,
    'fail',
    `the map lacks ${lost.length} of the service’s ${before.length} variables: ${lost.join(', ')}`,
    {
      evidence: ['a map that is supplied replaces the whole one; what it lacks is gone'],
      fix: `Add them to the map. Meant to go? Say so: ${lost.map((name) => `--unset ${name}`).join(' ')}`,
    },
  );
}

function secretsExist(context: CheckContext): PreflightCheck {
  const about = {id: 'secrets', title: 'Referenced secrets exist'} as const;
  const {service, secrets} = context;
  if (service === undefined) return check(about, 'not-run', 'no service: it refers to none');
  if (service.configuration.secrets.length === 0) return check(about, 'pass', 'the service refers to none');
  const failure = failedBy(context, about, ['secret-not-found'], {
    fix: 'Create it under that name, or correct the reference.',
  });
  if (failure) return failure;
  if (secrets.status !== 'collected') return unread(about, secrets);
  const open = secrets.value.filter(({status}) => status === 'gap');
  if (open.length > 0) {
    const fix = open.find((secret) => secret.fix !== undefined)?.fix;
    return check(about, 'unknown', `${open.map(({variable}) => variable).join(', ')} could not be looked at`, {
      evidence: open.map(({variable, why}) => `${variable}: ${why ?? 'unknown'}`),
      ...(fix !== undefined && {fix}),
    });
  }
  return check(about, 'pass', `${secrets.value.length} of ${secrets.value.length} exist`, {
    evidence: secrets.value.map(({variable, reference}) => `${variable}: ${reference}`),
  });
}

function accessRole(context: CheckContext): PreflightCheck {
  const about = {id: 'access-role', title: 'App Runner may fetch the image'} as const;
  const {service, image} = context;
  if (service === undefined) return check(about, 'not-run', 'no service: it has no role');
  if (service.source.kind === 'image' && service.source.repositoryType === 'ECR_PUBLIC') {
    return check(about, 'pass', 'a public image needs none');
  }
  if (service.accessRoleArn === undefined) {
    return check(about, 'fail', 'the service has no access role, without which a private image cannot be fetched', {
      fix: 'Give it one that trusts build.apprunner.amazonaws.com and has AWSAppRunnerServicePolicyForECRAccess.',
    });
  }
  const failure = failedBy(context, about, ['access-role-wrong'], {
    fix: 'Let it trust build.apprunner.amazonaws.com and attach AWSAppRunnerServicePolicyForECRAccess.',
  });
  if (failure) return failure;
  const own = service.source.kind === 'image' ? service.source.image : undefined;
  const other =
    image.status === 'collected' && own !== undefined && !own.includes(`/${image.value.repository}`)
      ? [`its permissions were tried on the service’s own repository, not on ${image.value.repository}`]
      : [];
  const needed = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage'];
  return roleRead(context, about, {which: 'access', arn: service.accessRoleArn, needed, remarks: other});
}

function instanceRole(context: CheckContext): PreflightCheck {
  const about = {id: 'instance-role', title: 'The instance role can be assumed and may read the secrets'} as const;
  const {service} = context;
  if (service === undefined) return check(about, 'not-run', 'no service: it has no role');
  if (service.instanceRoleArn === undefined) {
    return service.configuration.secrets.length === 0
      ? check(about, 'pass', 'none is set, and nothing here needs one')
      : check(about, 'fail', 'the service refers to secrets but has no instance role that could read them', {
          fix: 'Give it one that trusts tasks.apprunner.amazonaws.com and may read these secrets.',
        });
  }
  const failure = failedBy(context, about, ['instance-role-wrong', 'secret-access-simulated'], {
    fix: 'Let it trust tasks.apprunner.amazonaws.com and allow it to read the secrets that are referenced.',
  });
  const needed = service.configuration.secrets.map(({kind}) =>
    kind === 'ssm' ? 'ssm:GetParameters' : 'secretsmanager:GetSecretValue',
  );
  return failure ?? roleRead(context, about, {which: 'instance', arn: service.instanceRoleArn, needed, remarks: []});
}

interface NeededRole {
  readonly which: 'access' | 'instance';
  readonly arn: string;
  /** Actions that it has to be allowed; one that was not tried leaves the check open. */
  readonly needed: readonly string[];
  readonly remarks: readonly string[];
}

function roleRead(
  {roles}: CheckContext,
  about: Parameters<typeof check>[0],
  {which, arn, needed, remarks}: NeededRole,
): PreflightCheck {
  if (roles.status !== 'collected') return unread(about, roles);
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const gaps = (roles.value.gaps ?? []).filter(({what}) => what.split(' ').includes(name));
  const role = roles.value[which];
  const said = gaps.map(({what, why}) => `${what}: ${why}`);
  const fix = gaps.find((gap) => gap.fix !== undefined)?.fix;
  const open = {evidence: said, ...(fix !== undefined && {fix})};
  if (role === undefined || role.trustedServices === undefined) {
    return check(about, 'unknown', `${name} could not be read`, open);
  }
  const evidence = [role.arn, ...said, ...remarks];
  if (needed.length === 0) return check(about, 'pass', `${name} exists and trusts App Runner`, {evidence});
  return needed.every((action) => role.allowed?.[action] !== undefined)
    ? check(about, 'pass', `${name} is in order`, {evidence})
    : check(about, 'unknown', `${name} exists and trusts App Runner; what it may do was not tried`, {
        ...open,
        evidence,
      });
}

function health({service}: CheckContext): PreflightCheck {
  const about = {id: 'health-path', title: 'The health check asks the application', severity: 'warning'} as const;
  if (service === undefined) return check(about, 'not-run', 'no service: it has no health check');
  const {protocol, path} = service.healthCheck ?? {};
  if (protocol === 'HTTP')
    return check(about, 'pass', `HTTP ${path ?? '/'}`, {evidence: ['apprunner:DescribeService']});
  return check(
    about,
    'fail',
    `the health check is ${protocol ?? 'TCP, the default'}: an open port is all that it proves`,
    {
      evidence: ['apprunner:DescribeService'],
      fix: 'Use HTTP with a path that answers 200 without authentication.',
    },
  );
}

function ready({service, profile}: CheckContext): PreflightCheck {
  const about = {id: 'service-ready', title: 'The service can be deployed to'} as const;
  if (service === undefined) return check(about, 'not-run', 'no service');
  const {status} = service;
  const evidence = ['apprunner:DescribeService'];
  switch (status) {
    case 'RUNNING':
      return check(about, 'pass', status, {evidence});
    case 'OPERATION_IN_PROGRESS':
      return check(about, 'fail', 'another operation is under way; App Runner refuses a second one', {
        evidence,
        fix: nameProfile(
          `Wait for it: nerava-diag diagnose ${service.name} --region ${service.region} --watch`,
          profile,
        ),
      });
    case 'CREATE_FAILED':
    case 'DELETED':
    case 'DELETE_FAILED':
      return check(about, 'fail', `the service is ${status}: it takes no deployment`, {
        evidence,
        fix: 'Delete it and create it anew.',
      });
    case 'PAUSED':
      return check({...about, severity: 'warning'}, 'fail', 'the service is paused', {
        evidence,
        fix: 'Resume it first.',
      });
    default:
      return check(about, 'unknown', status === undefined ? 'AWS gave no status' : `status ${status}`, {evidence});
  }
}

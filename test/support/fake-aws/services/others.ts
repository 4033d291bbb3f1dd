import {AwsError} from '../aws-error.js';
import type {FakeTrailEvent} from '../dataset.js';
import {number, object, objects, type Params, page, seconds, text, texts} from '../params.js';
import type {World} from '../world.js';

export const sts = {
  GetCallerIdentity(_params: Params, world: World): unknown {
    return {UserId: 'AROAEXAMPLEEXAMPLE:oncall@example.com', Account: world.account, Arn: world.caller};
  },
};

export const cloudtrail = {
  LookupEvents(params: Params, world: World): unknown {
    const size = number(params, 'MaxResults') ?? 50;
    if (size < 1 || size > 50) throw new AwsError('InvalidMaxResultsException', 'MaxResults must be 1 to 50');
    const attributes = objects(params, 'LookupAttributes') ?? [];
    if (attributes.length > 1) {
      throw new AwsError('InvalidLookupAttributesException', 'Only one lookup attribute may be specified.');
    }
    const [attribute] = attributes;
    const from = number(params, 'StartTime') ?? 0;
    const to = number(params, 'EndTime') ?? Infinity;
    const events = [...(world.dataset.cloudTrail ?? [])]
      .filter((event) => seconds(event.at) >= from && seconds(event.at) <= to)
      .filter((event) => attribute === undefined || matches(event, attribute))
      .sort((a, b) => seconds(b.at) - seconds(a.at));
    const {items, next} = page(events, size, text(params, 'NextToken'));
    return {
      Events: items.map((event, index) => trailEvent(event, index, world)),
      ...(next !== undefined && {NextToken: next}),
    };
  },
};

function matches(event: FakeTrailEvent, attribute: Params): boolean {
  const value = text(attribute, 'AttributeValue') ?? '';
  switch (text(attribute, 'AttributeKey')) {
    case 'EventName':
      return event.name === value;
    case 'EventSource':
      return value === 'apprunner.amazonaws.com';
    case 'Username':
      return event.by === value;
    case 'ResourceName':
      return JSON.stringify([event.requestParameters, event.responseElements]).includes(JSON.stringify(value));
    default:
      throw new AwsError('InvalidLookupAttributesException', 'Unknown lookup attribute');
  }
}

function trailEvent(event: FakeTrailEvent, index: number, world: World): unknown {
  const id = event.id ?? `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const user = event.by ?? 'deployer@example.com';
  return {
    EventId: id,
    EventName: event.name,
    EventTime: seconds(event.at),
    EventSource: 'apprunner.amazonaws.com',
    ReadOnly: 'false',
    Username: user,
    Resources: [],
    CloudTrailEvent: JSON.stringify({
      eventVersion: '1.08',
      userIdentity: {
        type: 'AssumedRole',
        arn: `arn:aws:sts::${world.account}:assumed-role/Deployer/${user}`,
        accountId: world.account,
      },
      eventTime: new Date(event.at).toISOString().replace('.000Z', 'Z'),
      eventSource: 'apprunner.amazonaws.com',
      eventName: event.name,
      awsRegion: world.region,
      sourceIPAddress: '192.0.2.10',
      userAgent: 'aws-cli/2.15.0',
      ...(event.errorCode !== undefined && {errorCode: event.errorCode}),
      ...(event.errorMessage !== undefined && {errorMessage: event.errorMessage}),
      requestParameters: event.requestParameters ?? null,
      responseElements: event.responseElements ?? null,
      eventID: id,
      readOnly: false,
      eventType: 'AwsApiCall',
      recipientAccountId: world.account,
    }),
  };
}

export const iam = {
  GetRole(params: Params, world: World): unknown {
    const name = text(params, 'RoleName') ?? '';
    const role = world.dataset.roles?.[name];
    if (role === undefined) throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
    const policy = {
      Version: '2012-10-17',
      Statement: [{Effect: 'Allow', Principal: {Service: role.trust}, Action: 'sts:AssumeRole'}],
    };
    return {
      Role: {
        Path: '/',
        RoleName: name,
        RoleId: 'AROAEXAMPLEROLE',
        Arn: `arn:aws:iam::${world.account}:role/${name}`,
        CreateDate: role.createdAt,
        AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(policy)),
      },
    };
  },

  SimulatePrincipalPolicy(params: Params, world: World): unknown {
    const arn = text(params, 'PolicySourceArn') ?? '';
    const role = world.dataset.roles?.[arn.split('/').at(-1) ?? ''];
    if (role === undefined) throw new AwsError('NoSuchEntity', `The role with name ${arn} cannot be found.`, 404);
    const resources = texts(params, 'ResourceArns') ?? ['*'];
    return {
      EvaluationResults: (texts(params, 'ActionNames') ?? []).flatMap((action) =>
        resources.map((resource) => ({
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: allows(role.allows, action) ? 'allowed' : 'implicitDeny',
        })),
      ),
      IsTruncated: false,
    };
  },
};

function allows(patterns: readonly string[] | undefined, action: string): boolean {
  return (
    patterns === undefined ||
    patterns.some((pattern) => (pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : action === pattern))
  );
}

export const secretsmanager = {
  DescribeSecret(params: Params, world: World): unknown {
    const {name, arn, secret} = findSecret(params, world);
    return {
      ARN: arn,
      Name: name,
      ...(secret.kmsKeyId !== undefined && {KmsKeyId: secret.kmsKeyId}),
      ...(secret.deletedAt !== undefined && {DeletedDate: seconds(secret.deletedAt)}),
    };
  },

  GetSecretValue(params: Params, world: World): unknown {
    const {name, arn, secret} = findSecret(params, world);
    if (secret.deletedAt !== undefined) {
      throw new AwsError(
        'InvalidRequestException',
        'You can’t perform this operation on the secret because it was marked for deletion.',
      );
    }
    const stage = text(params, 'VersionStage') ?? 'AWSCURRENT';
    const value = stage === 'AWSCURRENT' ? secret.value : stage === 'AWSPREVIOUS' ? secret.previous : undefined;
    if (value === undefined) throw noSecret();
    return {ARN: arn, Name: name, SecretString: value, VersionStages: [stage]};
  },
};

function findSecret(params: Params, world: World) {
  const id = text(params, 'SecretId') ?? '';
  for (const [name, secret] of Object.entries(world.dataset.secrets ?? {})) {
    const arn = secret.arn ?? `arn:aws:secretsmanager:${world.region}:${world.account}:secret:${name}-AbCdEf`;
    if (id === name || id === arn || id === arn.replace(/-[A-Za-z0-9]{6}$/, '')) return {name, arn, secret};
  }
  throw noSecret();
}

function noSecret(): AwsError {
  return new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

export const ssm = {
  GetParameter(params: Params, world: World): unknown {
    const {name, parameter} = findParameter(text(params, 'Name') ?? '', world);
    const encrypted = parameter.type === 'SecureString' && params['WithDecryption'] !== true;
    return {
      Parameter: {
        Name: name,
        Type: parameter.type ?? 'SecureString',
        Value: encrypted ? 'AQICAHencryptedEXAMPLE' : (parameter.value ?? 'value'),
        Version: 1,
        ARN: `arn:aws:ssm:${world.region}:${world.account}:parameter/${name.replace(/^\//, '')}`,
        DataType: 'text',
      },
    };
  },

  DescribeParameters(params: Params, world: World): unknown {
    const filter = objects(params, 'ParameterFilters')?.find((candidate) => text(candidate, 'Key') === 'Name');
    const wanted = filter === undefined ? undefined : texts(filter, 'Values');
    const all = Object.entries(world.dataset.parameters ?? {}).filter(([name]) => wanted?.includes(name) ?? true);
    const {items, next} = page(all, number(params, 'MaxResults') ?? 10, text(params, 'NextToken'));
    return {
      Parameters: items.map(([name, parameter]) => ({
        Name: name,
        Type: parameter.type ?? 'SecureString',
        ...(parameter.keyId !== undefined && {KeyId: parameter.keyId}),
      })),
      ...(next !== undefined && {NextToken: next}),
    };
  },
};

function findParameter(id: string, world: World) {
  const name = id.replace(/^arn:aws:ssm:[^:]*:[^:]*:parameter/, '');
  for (const candidate of [name, name.replace(/^\//, ''), `/${name}`]) {
    const parameter = world.dataset.parameters?.[candidate];
    if (parameter !== undefined) return {name: candidate, parameter};
  }
  throw new AwsError('ParameterNotFound', `Parameter ${id} not found.`);
}

export const cloudwatch = {
  GetMetricData(params: Params, world: World): unknown {
    const from = number(params, 'StartTime') ?? 0;
    const to = number(params, 'EndTime') ?? Infinity;
    return {
      MetricDataResults: (objects(params, 'MetricDataQueries') ?? []).map((query) => {
        const name = text(object(object(query, 'MetricStat'), 'Metric'), 'MetricName') ?? '';
        const points = (world.dataset.metrics?.[name] ?? []).filter(([at]) => seconds(at) >= from && seconds(at) < to);
        const ordered = text(params, 'ScanBy') === 'TimestampAscending' ? points : [...points].reverse();
        return {
          Id: text(query, 'Id'),
          Label: name,
          Timestamps: ordered.map(([at]) => seconds(at)),
          Values: ordered.map(([, value]) => value),
          StatusCode: 'Complete',
        };
      }),
      Messages: [],
    };
  },
};

/** Names of members as the EC2 protocol writes them. */
export const ec2 = {
  DescribeSubnets(params: Params, world: World): unknown {
    const known = world.dataset.subnets ?? {};
    const ids = texts(params, 'SubnetId') ?? Object.keys(known);
    return {
      subnetSet: ids.map((id) => {
        const subnet = known[id];
        if (subnet === undefined) {
          throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
        }
        return {
          subnetId: id,
          state: 'available',
          vpcId: subnet.vpc,
          availabilityZone: subnet.zone,
          mapPublicIpOnLaunch: false,
        };
      }),
    };
  },

  DescribeRouteTables(params: Params, world: World): unknown {
    const filters = objects(params, 'Filter') ?? [];
    const tables = (world.dataset.routeTables ?? []).filter((table) =>
      filters.every((filter) => {
        const values = texts(filter, 'Value') ?? [];
        switch (text(filter, 'Name')) {
          case 'association.subnet-id':
            return table.subnets?.some((subnet) => values.includes(subnet)) ?? false;
          case 'vpc-id':
            return values.includes(table.vpc);
          case 'association.main':
            return values.includes(String(table.main ?? false));
          default:
            throw new AwsError('InvalidParameterValue', `The filter '${text(filter, 'Name')}' is invalid`);
        }
      }),
    );
    return {
      routeTableSet: tables.map((table) => ({
        routeTableId: table.id,
        vpcId: table.vpc,
        routeSet: Object.entries(table.routes).map(([destination, target]) => ({
          destinationCidrBlock: destination,
          ...routeTarget(target),
          state: 'active',
        })),
        associationSet: [
          ...(table.main === true ? [{routeTableId: table.id, main: true}] : []),
          ...(table.subnets ?? []).map((subnetId) => ({routeTableId: table.id, subnetId, main: false})),
        ],
      })),
    };
  },
};

function routeTarget(target: string): {[member: string]: string} {
  if (target.startsWith('nat-')) return {natGatewayId: target};
  if (target.startsWith('tgw-')) return {transitGatewayId: target};
  if (target.startsWith('eni-')) return {networkInterfaceId: target};
  return {gatewayId: target};
}

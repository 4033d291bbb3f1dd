/** arn:aws:apprunner:<region>:<account>:service/<name>/<id>, in any partition. */
export interface ServiceArn {
  readonly arn: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
  /** Absent in an ARN that stops at the name. */
  readonly id?: string;
}

const SERVICE_ARN = /^arn:aws[a-z-]*:apprunner:([a-z0-9-]+):(\d{12}):service\/([^/\s]+)(?:\/([^/\s]+))?$/;

export function parseServiceArn(text: string): ServiceArn | undefined {
  const [, region, account, name, id] = SERVICE_ARN.exec(text) ?? [];
  if (region === undefined || account === undefined || name === undefined) return undefined;
  return {arn: text, region, account, name, ...(id !== undefined && {id})};
}

/** Fields of any ARN; undefined for what is none. */
export function parseArn(
  text: string,
):
  | {readonly service: string; readonly region: string; readonly account: string; readonly resource: string}
  | undefined {
  const [prefix, , service, region, account, ...rest] = text.split(':');
  if (prefix !== 'arn' || service === undefined || region === undefined || account === undefined) return undefined;
  if (rest.length === 0) return undefined;
  return {service, region, account, resource: rest.join(':')};
}

/** An error as an AWS service answers it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** What IAM makes a service say when no policy allows the call. */
export function accessDenied(caller: string, action: string, resource = '*'): AwsError {
  const message =
    `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} ` +
    `because no identity-based policy allows the ${action} action`;
  return new AwsError('AccessDeniedException', message, 400);
}

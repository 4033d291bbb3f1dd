/** An HTTP answer that is not the one hoped for. Names the host only: the URL may be a credential. */
export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError';
  readonly status: number;
  readonly host: string;
  constructor(status: number, host: string) {
    super(`HTTP ${status} from ${host}`);
    this.status = status;
    this.host = host;
  }
}

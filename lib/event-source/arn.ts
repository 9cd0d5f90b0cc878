/** The parts of an ARN that tell what it is. */
export interface Arn {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** Such as `table/Orders/stream/2026-01-01T00:00:00.000`. */
  readonly resource: string;
}

export function parseArn(text: string | undefined): Arn | undefined {
  const parts = /^arn:[\w-]+:([\w-]+):([\w-]*):(\d*):(.+)$/s.exec(text ?? '');
  if (parts === null) return undefined;
  const [, service = '', region = '', account = '', resource = ''] = parts;
  return { service, region, account, resource };
}

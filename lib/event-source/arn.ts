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

/** What a mapping of a Kinesis data stream names: the stream, or a consumer of it (enhanced fan-out). */
export interface KinesisArns {
  readonly streamArn: string;
  readonly consumerArn?: string;
}

/** Splits the ARN of a consumer, such as `…:stream/changes/consumer/mailer:1770000000`; that of a stream is one. */
export function kinesisArns(arn: string): KinesisArns {
  const at = arn.indexOf('/consumer/');
  return at < 0 ? { streamArn: arn } : { streamArn: arn.slice(0, at), consumerArn: arn };
}

/** The parts of an ARN that tell what it is. */
export interface Arn {
  readonly arn: string;
  readonly partition: string;
  readonly service: string;
  /** Such as `table/Orders/stream/2026-01-01T00:00:00.000`. */
  readonly resource: string;
}

export function parseArn(text: string): Arn | undefined {
  const [, partition, service, resource] = /^arn:([\w-]+):([\w-]+):[\w-]*:\d*:(.+)$/.exec(text) ?? [];
  if (partition === undefined || service === undefined || resource === undefined) return undefined;
  return { arn: text, partition, service, resource };
}

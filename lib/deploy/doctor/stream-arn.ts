/** What the event source of a mapping is. */
export type StreamName =
  | { readonly kind: 'dynamodb'; readonly table: string; readonly tableArn: string }
  | { readonly kind: 'kinesis'; readonly stream: string };

/** Reads the ARN of a table's stream, or of a Kinesis data stream; `undefined` for other event sources. */
export function parseStreamArn(arn: string | undefined): StreamName | undefined {
  const [, tableArn, table] = /^(arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/([^/]+))\/stream\//.exec(arn ?? '') ?? [];
  if (tableArn !== undefined && table !== undefined) return { kind: 'dynamodb', table, tableArn };
  const [, stream] = /^arn:[^:]*:kinesis:[^:]*:[^:]*:stream\/([^/]+)/.exec(arn ?? '') ?? [];
  return stream === undefined ? undefined : { kind: 'kinesis', stream };
}

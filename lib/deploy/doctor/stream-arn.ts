import { parseArn } from '../../event-source/arn.js';

/** What the event source of a mapping is. */
export type StreamName =
  | { readonly kind: 'dynamodb'; readonly table: string; readonly tableArn: string }
  | { readonly kind: 'kinesis'; readonly stream: string };

/** Reads the ARN of a table's stream, or of a Kinesis data stream; `undefined` for other event sources. */
export function parseStreamArn(arn = ''): StreamName | undefined {
  const { service, resource = '' } = parseArn(arn) ?? {};
  const [kind, name, streams] = resource.split('/');
  if (!name) return undefined;
  if (service === 'kinesis' && kind === 'stream') return { kind: 'kinesis', stream: name };
  if (service !== 'dynamodb' || kind !== 'table' || streams !== 'stream') return undefined;
  return { kind: 'dynamodb', table: name, tableArn: arn.slice(0, arn.indexOf('/stream/')) };
}

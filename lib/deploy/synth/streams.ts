import { ConfigurationError } from '../../errors.js';
import { kinesisArns, parseArn } from '../../event-source/arn.js';
import { hears } from '../../event-source/heard-table.js';
import type { Reference, Stream } from './deployment.js';

/** A Kinesis data stream, or a consumer of one, whose ARN ends with the time of its creation. */
const KINESIS = /^stream\/[\w.-]+(\/consumer\/[\w.-]+:\d+)?$/;

/**
 * The stream that an ARN is of.
 *
 * @throws ConfigurationError where it is of anything else, or of a table that the handlers do not hear
 */
export function streamOf(text: string, sourceTable: string | undefined, label: string): Stream {
  const arn = parseArn(text);
  const [kind, table = '', streams, streamLabel] = arn?.resource.split('/') ?? [];
  if (arn?.service === 'kinesis' && kind === 'stream') {
    if (!KINESIS.test(arn.resource))
      throw new ConfigurationError(
        `--table ${label}: found ${JSON.stringify(text)}, expected the ARN of a Kinesis data stream (…:stream/<name>) or of a ` +
          'consumer of one (…:stream/<name>/consumer/<name>:<time of its creation>)',
      );
    const { streamArn, consumerArn } = kinesisArns(text);
    return { service: 'kinesis', arn: { arn: streamArn }, ...(consumerArn && { consumer: { arn: consumerArn } }) };
  }
  if (arn?.service !== 'dynamodb' || kind !== 'table')
    throw new ConfigurationError(
      `--table ${label}: found ${JSON.stringify(text)}, expected the ARN of a DynamoDB stream ` +
        '(arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<label>), of a Kinesis data stream or of a consumer of one',
    );
  if (streams !== 'stream' || !streamLabel)
    throw new ConfigurationError(
      `--table ${label}: found the ARN of a table, which does not tell its stream's, expected the latter. It is what this ` +
        `prints: aws dynamodb describe-table --table-name ${table} --query Table.LatestStreamArn`,
    );
  if (!hears(sourceTable, table))
    throw new ConfigurationError(
      `--table ${label}: found the stream of the table ${table}, expected one of ${sourceTable}: the handlers would ` +
        'skip all its records',
    );
  return { service: 'dynamodb', arn: { arn: text } };
}

/** The stream of a resource that stands elsewhere in the user's Terraform module; undefined for a mere name. */
export function streamOfAddress(address: string): Stream | undefined {
  const [, prefix, type, name] = /^(data\.)?(aws_\w+)\.([A-Za-z_][\w-]*(?:\[.+\])?)$/.exec(address) ?? [];
  const of = (service: Stream['service'], attribute: string): Stream => {
    const arn: Reference = { expression: `${prefix ?? ''}${type}.${name}.${attribute}` };
    return { service, arn };
  };
  if (type === 'aws_dynamodb_table') return of('dynamodb', 'stream_arn');
  if (type === 'aws_kinesis_stream_consumer') {
    const { arn: consumer } = of('kinesis', 'arn');
    return { ...of('kinesis', 'stream_arn'), consumer };
  }
  return type === 'aws_kinesis_stream' ? of('kinesis', 'arn') : undefined;
}

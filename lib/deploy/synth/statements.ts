import { ConfigurationError } from '../../errors.js';
import { parseArn } from './arn.js';
import type { Mapping, Reference, Statement } from './deployment.js';

const DYNAMODB_STREAM = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

const KINESIS_STREAM = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
  'kinesis:SubscribeToShard',
];

/** AWS's Service Authorization Reference has no resource for the ListStreams of either service. */
const ON_EVERYTHING = 'AWS does not let it be limited to a stream.';

/** The least that the function needs to be invoked with records, to log, and to tell of discarded batches. */
export function statementsFor(mappings: readonly Mapping[], logGroup: Reference): Statement[] {
  const streamsOf = (service: string) =>
    distinct(mappings.filter(({ stream }) => stream.service === service).map(({ stream }) => stream.arn));
  const dynamodb = streamsOf('dynamodb');
  const kinesis = streamsOf('kinesis');
  const everything = [{ arn: '*' }];
  return [
    {
      note: 'To write its own log.',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup],
    },
    ...(dynamodb.length > 0
      ? [
          { note: 'To read the stream.', actions: DYNAMODB_STREAM, resources: dynamodb },
          {
            note: ON_EVERYTHING,
            actions: ['dynamodb:ListStreams'],
            resources: everything,
          },
        ]
      : []),
    ...(kinesis.length > 0
      ? [
          { note: 'To read the Kinesis data stream.', actions: KINESIS_STREAM, resources: kinesis },
          { note: ON_EVERYTHING, actions: ['kinesis:ListStreams'], resources: everything },
        ]
      : []),
    ...distinct(mappings.map(({ destination }) => destination)).flatMap(failureStatements),
  ];
}

/** @throws ConfigurationError for a destination that no event source mapping has */
function failureStatements(destination: Reference): Statement[] {
  const note = 'To tell of batches that were given up.';
  const parsed = 'arn' in destination ? parseArn(destination.arn) : undefined;
  const service = 'arn' in destination ? parsed?.service : 'sqs';
  if (service === 'sqs') return [{ note, actions: ['sqs:SendMessage'], resources: [destination] }];
  if (service === 'sns') return [{ note, actions: ['sns:Publish'], resources: [destination] }];
  if (service === 's3' && parsed)
    return [
      { note, actions: ['s3:PutObject'], resources: [{ arn: `${parsed.arn}/*` }] },
      { note: 'Lambda asks for it beside s3:PutObject.', actions: ['s3:ListBucket'], resources: [destination] },
    ];
  throw new ConfigurationError(
    `bootstrap.eventSource.onFailureDestinationArn: found ${JSON.stringify(Object(destination).arn)}, expected the ARN of ` +
      'an SQS queue, an SNS topic or an S3 bucket',
  );
}

function distinct(references: readonly Reference[]): Reference[] {
  return [...new Map(references.map((one) => [JSON.stringify(one), one])).values()];
}

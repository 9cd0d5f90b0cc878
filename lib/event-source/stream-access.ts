import { ConfigurationError, found } from '../errors.js';
import { parseArn } from './arn.js';
import { checkNotFifo } from './fifo.js';

/** Where changes are read: from the table's own stream, or from the Kinesis data stream that DynamoDB writes them to. */
export type StreamService = 'dynamodb' | 'kinesis';

/** What Lambda has to be allowed on a stream to read it, as its documentation says; on that stream alone. */
export const READ_ACTIONS: Readonly<Record<StreamService, readonly string[]>> = {
  dynamodb: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
  kinesis: [
    'kinesis:DescribeStream',
    'kinesis:DescribeStreamSummary',
    'kinesis:GetRecords',
    'kinesis:GetShardIterator',
    'kinesis:ListShards',
    'kinesis:SubscribeToShard',
  ],
};

/** What Lambda has to be allowed on the consumer as which it reads a Kinesis data stream. */
export const CONSUME_ACTIONS: readonly string[] = ['kinesis:SubscribeToShard'];

/** What it has to be allowed on the stream then: a subscription is the consumer's. */
export const CONSUMED_STREAM_ACTIONS: readonly string[] = READ_ACTIONS.kinesis.filter(
  (action) => !CONSUME_ACTIONS.includes(action),
);

/**
 * What it has to be allowed on everything, since IAM cannot limit it to a stream. For a Kinesis data stream there is
 * nothing: AWS's managed policy has `kinesis:ListStreams` too, but what Lambda's documentation says is needed does not.
 */
export const LIST_ACTIONS: Readonly<Record<StreamService, readonly string[]>> = {
  dynamodb: ['dynamodb:ListStreams'],
  kinesis: [],
};

/** Actions that are allowed on a resource. */
export interface Access {
  readonly actions: readonly string[];
  readonly resource: string;
}

/** What Lambda has to be allowed to put word of a discarded batch into a queue. */
export const SEND_ACTIONS: readonly string[] = ['sqs:SendMessage'];

const DESTINATION = 'bootstrap.eventSource.onFailureDestinationArn';

/**
 * What Lambda has to be allowed to tell a destination of a discarded batch.
 *
 * @throws ConfigurationError for a destination that no event source mapping has
 */
export function destinationAccess(arn: string): Access[] {
  checkNotFifo(arn, DESTINATION);
  switch (parseArn(arn)?.service) {
    case 'sqs':
      return [{ actions: SEND_ACTIONS, resource: arn }];
    case 'sns':
      return [{ actions: ['sns:Publish'], resource: arn }];
    case 's3':
      return [
        { actions: ['s3:PutObject'], resource: `${arn}/*` },
        { actions: ['s3:ListBucket'], resource: arn },
      ];
    default:
      throw new ConfigurationError(
        `${DESTINATION}: found ${found(arn)}, expected the ARN of an SQS queue, an SNS topic or an S3 bucket`,
      );
  }
}

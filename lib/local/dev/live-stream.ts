import { ConfigurationError } from '../../errors.js';
import { DevError } from './dev-error.js';

const STREAM_ARN = /^arn:aws[\w-]*:dynamodb:([\w-]+):\d{12}:table\/[^/]+\/stream\/.+$/;

/** The region of a stream. @throws ConfigurationError where this is no ARN of one */
export function regionOf(streamArn: string): string {
  const region = STREAM_ARN.exec(streamArn)?.[1];
  if (region !== undefined) return region;
  throw new ConfigurationError(
    `--stream-arn: found ${JSON.stringify(streamArn)}, expected arn:aws:dynamodb:region:account:table/name/stream/time`,
  );
}

/** Says what to do about an error of a stream that AWS's clients name and do not explain. */
export function explained(error: unknown, streamArn: string): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'CredentialsProviderError') {
    const where = 'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run: aws configure';
    return new DevError(`--stream-arn: found no AWS credentials (${error.message}). ${where}`, { cause: error });
  }
  if (error.name !== 'ResourceNotFoundException') return error;
  return new DevError(
    `The stream ${streamArn} is not there. A stream that was turned off is gone after 24 hours; ` +
      'aws dynamodbstreams list-streams lists those that there are.',
    { cause: error },
  );
}

import { ConfigurationError } from '../errors.js';
import { parseArn } from './arn.js';

/** Whether an ARN is that of a FIFO queue or topic. Names of others have no dot; a bucket's may end so. */
export function isFifo(arn: string): boolean {
  const { service = '', resource = '' } = parseArn(arn) ?? {};
  return ['sqs', 'sns'].includes(service) && resource.endsWith('.fifo');
}

/** @throws ConfigurationError for a FIFO queue or topic: an event source mapping takes none */
export function checkNotFifo(arn: string, where: string): void {
  if (!isFifo(arn)) return;
  throw new ConfigurationError(
    `${where}: found ${JSON.stringify(arn)}, which is FIFO, expected a standard queue or topic, or a bucket: Lambda refuses FIFO ` +
      'ones as failure destinations of a stream',
  );
}

import type { DynamoDBRecord } from 'aws-lambda';

/**
 * How many records of a batch are settled by what the handler returned: all before the lowest failure it reports.
 * An identifier that names no record of the batch fails the whole batch, as on Lambda.
 */
export function settledCount(records: readonly DynamoDBRecord[], response: unknown): number {
  if (typeof response !== 'object' || response === null || !('batchItemFailures' in response)) return records.length;
  const { batchItemFailures: failures } = response;
  if (failures === null || failures === undefined) return records.length;
  if (!Array.isArray(failures)) return 0;
  return Math.min(records.length, ...failures.map((failure: unknown) => positionOf(records, failure)));
}

function positionOf(records: readonly DynamoDBRecord[], failure: unknown): number {
  if (typeof failure !== 'object' || failure === null || !('itemIdentifier' in failure)) return 0;
  const { itemIdentifier } = failure;
  const position = records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier);
  return Math.max(position, 0);
}

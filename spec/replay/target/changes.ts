import type { DynamoDBRecord } from 'aws-lambda';
import { replayRecord, replayStreamArn } from '../../../lib/replay/records/replay-record.js';

const streamArn = replayStreamArn('arn:aws:dynamodb:us-east-1:123456789012:table/Orders');

/** INSERT records of these items, in this order; the same name twice is the same item. */
export function changesOf(...names: readonly string[]): DynamoDBRecord[] {
  return names.map((name, position) => {
    const keys = { pk: { S: name } };
    const change = {
      eventName: 'INSERT' as const,
      keys,
      newImage: { ...keys, position: { N: `${position}` } },
      position,
    };
    return replayRecord({ ...change, writtenAtMicros: position }, { run: 'spec', streamArn });
  });
}

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvocationRecord, MappingBatch } from '../../../lib/local/index.js';
import { insert } from '../../../lib/testing/index.js';

/** A batch that was given up. */
export interface GivenUp {
  readonly record: InvocationRecord;
  readonly payload: MappingBatch;
}

export function givenUp({ shardId = 'shardId-00000001-abcd', text = 'secret', functionName = 'orders' } = {}): GivenUp {
  return {
    payload: { Records: [insert({ pk: 'ITEM#1', text })] },
    record: {
      requestContext: {
        requestId: '6d4a3f0e-0000-4000-8000-000000000001',
        functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 2,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: '2026-03-09T23:05:59.123Z',
      DDBStreamBatchInfo: {
        shardId,
        startSequenceNumber: '100',
        endSequenceNumber: '100',
        approximateArrivalOfFirstRecord: '2026-03-09T23:05:00Z',
        approximateArrivalOfLastRecord: '2026-03-09T23:05:00Z',
        batchSize: 1,
        streamArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000',
      },
    },
  };
}

/** Runs with a folder of its own, which is gone afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'onstream-')));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a promise rejects with, or a function throws. */
export async function errorOf(act: () => unknown): Promise<Error> {
  try {
    await act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('Nothing was thrown.');
}

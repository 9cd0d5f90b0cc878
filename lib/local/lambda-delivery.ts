import type { DynamoDBRecord } from 'aws-lambda';
import { backoffMs, pause } from './backoff.js';
import { settledCount } from './checkpoint.js';
import { invoke, type StreamHandler } from './invoke.js';
import { localContext } from './lambda-context.js';
import type { Deliver } from './shard-reader.js';

const BACKOFF = { firstMs: 100, maxMs: 5000 };

export interface LambdaDeliveryOptions {
  readonly timeoutMs: number;
  readonly warn: (message: string, ...details: unknown[]) => void;
}

/**
 * Delivers to a Lambda handler. What it does not settle is delivered again, from the lowest failure on or the whole
 * batch where it throws, ever less often and until it is settled.
 */
export function lambdaDelivery(handler: StreamHandler, { timeoutMs, warn }: LambdaDeliveryOptions): Deliver {
  return async (records, _shardId, signal) => {
    let rest = records;
    for (let failures = 1; ; failures++) {
      const settled = await attempt(rest);
      if (settled === rest.length) return;
      if (settled > 0) failures = 1;
      rest = rest.slice(settled);
      await pause(backoffMs(failures, BACKOFF), signal);
      if (signal.aborted) return;
    }
  };

  async function attempt(records: readonly DynamoDBRecord[]): Promise<number> {
    try {
      // A copy: a handler that changes its event must not change what is delivered again.
      const event = structuredClone({ Records: [...records] });
      const settled = settledCount(records, await invoke(handler, event, localContext(timeoutMs)));
      if (settled < records.length)
        warn(`The handler reported a failure; ${unsettled(records, settled)} delivered again.`);
      return settled;
    } catch (error) {
      warn(`The handler threw; ${unsettled(records, 0)} delivered again.`, error);
      return 0;
    }
  }
}

function unsettled(records: readonly DynamoDBRecord[], settled: number): string {
  const count = records.length - settled;
  const from = `from sequence number ${records[settled]?.dynamodb?.SequenceNumber} on`;
  return count === 1 ? `1 record ${from} is` : `${count} records ${from} are`;
}

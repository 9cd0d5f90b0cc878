import type { MappingBatch } from '../mapping/event-source-mapping.js';
import { type AnyInvocationRecord, batchInfoOf } from '../mapping/invocation-record.js';
import type { SourceRecord } from '../source-record.js';

/**
 * Where an event source mapping puts the batches that it gives up: what `onFailure` takes. Resolves once the batch is
 * kept; what it rejects with ends the mapping, and the batch is not settled then.
 */
export type FailureDestination = (record: AnyInvocationRecord, payload: MappingBatch<SourceRecord>) => Promise<void>;

/** The invocation record as destinations hold it that get the whole event too. One line. */
export function textWithPayload(record: AnyInvocationRecord, payload: MappingBatch<SourceRecord>): string {
  return JSON.stringify({ ...record, payload });
}

/** Makes the delivery; its failure tells which batch is concerned, where it should have gone, and what to look at. */
export async function handOver(
  record: AnyInvocationRecord,
  destination: string,
  deliver: () => Promise<unknown>,
): Promise<void> {
  try {
    await deliver();
  } catch (error) {
    const batch = batchInfoOf(record);
    throw new Error(
      `${destination} did not take a batch that was given up (records ${batch.startSequenceNumber} to ` +
        `${batch.endSequenceNumber} of ${batch.shardId}): ${error}. Check that it exists and may be written to.`,
      { cause: error },
    );
  }
}

import { filteredFormOf, type SourceRecord, sequenceNumberOf } from '../source-record.js';
import { type BatchRun, deliverBatch } from './deliver-batch.js';
import { type Entry, entryOf } from './entry.js';
import { openLanes } from './lanes.js';

/** Where the records of one shard go. */
export interface ShardDelivery {
  /** Takes the records of a read; resolves when there is room for more, or when the run is over. */
  accept(records: readonly SourceRecord[]): Promise<void>;
  isSettled(): boolean;
  /** Nothing more comes; resolves when everything is settled, or when the run is over. */
  end(): Promise<void>;
  /** Resolves when no invocation is in flight any more. */
  idle(): Promise<unknown>;
}

export interface ShardDeliveryOptions extends Omit<BatchRun, 'settle'> {
  readonly fail: (error: unknown) => void;
}

/** Filters the records of a shard, delivers them in batches, and knows up to where everything is settled. */
export function deliverShard(options: ShardDeliveryOptions): ShardDelivery {
  const { settings, clock, report } = options;
  /** What is not settled, in stream order. */
  const open = new Set<Entry>();
  let lastNumber: string | undefined;

  function settle(entries: readonly Entry[]): void {
    const [first] = open;
    for (const entry of entries) open.delete(entry);
    const [firstLeft] = open;
    if (firstLeft !== first) checkpoint(firstLeft ? firstLeft.follows : lastNumber);
  }

  function checkpoint(sequenceNumber: string | undefined): void {
    if (sequenceNumber !== undefined) report({ type: 'checkpointed', sequenceNumber });
  }

  const run: BatchRun = { ...options, settle };
  const lanes = openLanes({ ...options, deliver: (entries) => deliverBatch(entries, run) });

  return {
    isSettled: lanes.isEmpty,
    end: lanes.flush,
    idle: lanes.idle,
    async accept(records) {
      const { wants } = settings;
      const wanted = wants ? records.filter((record) => wants(filteredFormOf(record))) : records;
      if (wanted.length < records.length) report({ type: 'filtered', records: records.length - wanted.length });
      if (wanted.length === 0 && open.size === 0) checkpoint(sequenceNumberOf(records.at(-1)));
      const entries = wanted.map((record) => {
        const entry = entryOf(record, clock.now(), lastNumber);
        lastNumber = entry.sequenceNumber;
        open.add(entry);
        return entry;
      });
      await lanes.add(wanted, entries);
    },
  };
}

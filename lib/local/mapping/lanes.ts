/**
 * The records of one shard between being read and being settled: spread over as many lanes as the parallelization
 * factor says, all records of an item in the same one, and each lane sent batch by batch.
 */
import type { Clock } from '../clock.js';
import { orderingKeyOf, type SourceRecord } from '../source-record.js';
import type { Entry } from './entry.js';
import type { MappingSettings } from './settings.js';

export interface Lanes {
  /** Takes records; resolves when no lane has a batch waiting behind the one in flight, or when the run is over. */
  add(records: readonly SourceRecord[], entries: readonly Entry[]): Promise<void>;
  /** Sends what is there without waiting for the batching window, and resolves when all of it is settled. */
  flush(): Promise<void>;
  isEmpty(): boolean;
  /** Resolves when nothing is in flight any more, whether or not the run is over. */
  idle(): Promise<unknown>;
}

export interface LanesOptions {
  readonly settings: MappingSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Settles a batch, or gives it back unsettled where the run is over; what it throws ends the run. */
  readonly deliver: (entries: readonly Entry[]) => Promise<void>;
  readonly fail: (error: unknown) => void;
}

/** Lambda's limit for an invocation that waits for its response; a record alone is always smaller. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
const ENVELOPE_BYTES = '{"Records":[]}'.length;
const COMMA_BYTES = 1;

interface Lane {
  readonly waiting: Entry[];
  /** What those that wait take in an event. */
  waitingBytes: number;
  inFlight: boolean;
  /** Whether the batching window of those that wait is over. */
  isDue: boolean;
  closeWindow: () => void;
}

export function openLanes({ settings, clock, signal, deliver, fail }: LanesOptions): Lanes {
  const { batchSize, windowMs, parallelizationFactor } = settings;
  const lanes = Array.from({ length: parallelizationFactor }, openLane);
  const onProgress = new Set<() => void>();
  const inFlight = new Set<Promise<void>>();
  let flushing = false;
  signal.addEventListener('abort', giveUp, { once: true });

  function giveUp(): void {
    for (const lane of lanes) lane.closeWindow();
    announce();
  }

  function announce(): void {
    for (const check of onProgress) check();
  }

  /** Resolves when the condition holds, or when the run is over. */
  function until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!condition() && !signal.aborted) return;
        onProgress.delete(check);
        resolve();
      };
      onProgress.add(check);
      check();
    });
  }

  /** From now on those that wait wait for more to fill their batch, for as long as the batching window says. */
  function openWindow(lane: Lane): void {
    lane.closeWindow();
    lane.isDue = windowMs === 0;
    if (lane.isDue) return;
    lane.closeWindow = clock.after(windowMs, () => {
      lane.isDue = true;
      send(lane);
    });
  }

  const hasFullBatch = ({ waiting, waitingBytes }: Lane) =>
    waiting.length >= batchSize || ENVELOPE_BYTES + waitingBytes > MAX_PAYLOAD_BYTES;

  function send(lane: Lane): void {
    if (lane.inFlight || lane.waiting.length === 0 || signal.aborted) return;
    if (!hasFullBatch(lane) && !flushing && !lane.isDue) return;
    const batch = lane.waiting.splice(0, countFitting(lane.waiting, batchSize));
    lane.waitingBytes -= bytesOf(batch);
    if (lane.waiting.length > 0) openWindow(lane);
    else lane.closeWindow();
    lane.inFlight = true;
    const delivered = deliver(batch)
      .catch(fail)
      .then(() => {
        inFlight.delete(delivered);
        lane.inFlight = false;
        announce();
        send(lane);
      });
    inFlight.add(delivered);
  }

  const isEmpty = () => lanes.every(({ waiting, inFlight }) => !inFlight && waiting.length === 0);
  const hasRoom = () => lanes.every((lane) => !lane.inFlight || !hasFullBatch(lane));

  return {
    isEmpty,
    idle: () => Promise.all(inFlight),
    add(records, entries) {
      for (const [index, entry] of entries.entries()) {
        const lane = lanes[laneOf(records[index], parallelizationFactor)];
        if (lane === undefined) continue;
        if (lane.waiting.length === 0) openWindow(lane);
        lane.waiting.push(entry);
        lane.waitingBytes += entry.bytes + COMMA_BYTES;
      }
      for (const lane of lanes) send(lane);
      return until(hasRoom);
    },
    async flush() {
      flushing = true;
      for (const lane of lanes) send(lane);
      await until(isEmpty);
      signal.removeEventListener('abort', giveUp);
    },
  };
}

function openLane(): Lane {
  return { waiting: [], waitingBytes: 0, inFlight: false, isDue: false, closeWindow: () => undefined };
}

function bytesOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes + COMMA_BYTES, 0);
}

/** How many of the first entries make a batch: as many as the batch size and the payload allow, at least one. */
function countFitting(entries: readonly Entry[], batchSize: number): number {
  let bytes = ENVELOPE_BYTES;
  let count = 0;
  for (const entry of entries) {
    bytes += entry.bytes + COMMA_BYTES;
    if (count > 0 && (count === batchSize || bytes > MAX_PAYLOAD_BYTES)) break;
    count++;
  }
  return count;
}

/** The lane of an item, by its key. */
function laneOf(record: SourceRecord | undefined, lanes: number): number {
  if (lanes === 1) return 0;
  let hash = 0;
  for (const character of orderingKeyOf(record)) hash = (hash * 31 + character.charCodeAt(0)) % 1_000_003;
  return hash % lanes;
}

import { counted } from '../../counted.js';
import type { MappingBatch } from '../../local/mapping/event-source-mapping.js';
import { namedError } from '../../local/named-error.js';
import type { SourceRecord } from '../../local/source-record.js';
import type { Strikes } from './faults.js';
import type { VirtualClock } from './virtual-clock.js';

/** Responses in which no mapping finds a record of the batch. */
const GARBAGE: readonly unknown[] = [
  { batchItemFailures: [{ itemIdentifier: '' }] },
  { batchItemFailures: [{ itemIdentifier: null }] },
  { batchItemFailures: [{ itemIdentifer: 'misspelled' }] },
  { batchItemFailures: [{ itemIdentifier: 'not-in-the-batch' }] },
  { batchItemFailures: [{}] },
  { batchItemFailures: 'everything' },
];

export interface FaultyFunctionOptions {
  readonly strikes: Strikes;
  readonly random: () => number;
  readonly clock: VirtualClock;
  readonly timeoutMs: number;
}

type Invoke<R extends SourceRecord> = (event: MappingBatch<R>, requestId: string) => Promise<unknown>;

/** The function as Lambda would run it on a bad day. */
export function faultyFunction<R extends SourceRecord>(
  invoke: Invoke<R>,
  { strikes, random, clock, timeoutMs }: FaultyFunctionOptions,
): Invoke<R> {
  return async (event, requestId) => {
    if (strikes('throws')) throw new Error('Simulated: the function throws.');
    if (strikes('isKilled')) {
      const half = event.Records.slice(0, Math.ceil(event.Records.length / 2));
      // Whatever comes of it, nobody is there any more to answer.
      await invoke({ Records: half }, requestId).catch(() => undefined);
      throw namedError('Runtime.ExitError', 'Simulated: the process of the function is killed.');
    }
    const response = await invoke(event, requestId);
    if (strikes('timesOut')) {
      await new Promise<void>((resolve) => clock.after(timeoutMs, resolve));
      throw namedError(
        'Sandbox.Timedout',
        `Simulated: the task times out after ${counted(timeoutMs / 1000, 'second')}.`,
      );
    }
    return strikes('returnsGarbage') ? GARBAGE[Math.floor(random() * GARBAGE.length)] : response;
  };
}

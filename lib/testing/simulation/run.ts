import type { EventSourceConfig } from '../../event-source/config.js';
import { EventSourceMapping, type MappingBatch } from '../../local/mapping/event-source-mapping.js';
import type { InvocationRecordOf } from '../../local/mapping/invocation-record.js';
import type { MappingEvent } from '../../local/mapping/mapping-event.js';
import { arrivalOf, type SourceRecord } from '../../local/source-record.js';
import { type Faults, faultsFrom } from './faults.js';
import { faultyFunction } from './faulty-function.js';
import { randomFrom } from './random.js';
import { simulatedShards } from './simulated-shards.js';
import type { SimulatedInvocation, Simulation } from './simulation.js';
import { StuckFunction } from './stuck-function.js';
import { virtualClock } from './virtual-clock.js';

/** Runs the function for one event. */
export type Invoke<R extends SourceRecord> = (event: MappingBatch<R>, requestId: string) => Promise<unknown>;

export interface RunOptions<R extends SourceRecord> {
  /** The records by the ARN of their stream. */
  readonly streams: ReadonlyMap<string, readonly R[]>;
  /** The parameters of the event source mapping of each stream. */
  readonly configs: readonly EventSourceConfig[];
  readonly invoke: Invoke<R>;
  readonly faults: Faults;
  readonly seed: number;
  readonly timeoutMs: number;
}

/** A simulation that goes on. */
export interface Run<R extends SourceRecord> {
  readonly ended: Promise<Simulation<R>>;
  /** Begins no further invocation. */
  stop(): void;
}

/** Runs the records of streams through their event source mappings, from the beginning. */
export function beginRun<R extends SourceRecord>(options: RunOptions<R>): Run<R> {
  const { streams, configs, seed, timeoutMs } = options;
  const random = randomFrom(seed);
  const strikes = faultsFrom(options.faults, random);
  const clock = virtualClock(lastArrival([...streams.values()].flat()));
  const begun = clock.now();
  const invocations: SimulatedInvocation<R>[] = [];
  const deliveries = new Map<string, number>();
  const discarded: InvocationRecordOf<R>[] = [];
  const events: MappingEvent<R>[] = [];
  const stuck = new StuckFunction(timeoutMs);
  let ids = 0;

  const measured: Invoke<R> = (event, requestId) => stuck.measure(requestId, () => options.invoke(event, requestId));
  const faulty = faultyFunction<R>((event, requestId) => clock.busy(measured(event, requestId)), {
    strikes,
    random,
    clock,
    timeoutMs,
  });

  async function invoke(event: MappingBatch<R>, requestId: string): Promise<unknown> {
    const at = clock.now() - begun;
    // A copy: what the handler does to its event is not what was delivered.
    const delivered = structuredClone(event);
    for (const { eventID } of delivered.Records) {
      if (eventID !== undefined) deliveries.set(eventID, (deliveries.get(eventID) ?? 0) + 1);
    }
    const position = invocations.push({ event: delivered, at }) - 1;
    try {
      const response = await faulty(event, requestId);
      invocations[position] = { event: delivered, response, at };
      return response;
    } catch (error) {
      invocations[position] = { event: delivered, error, at };
      throw error;
    }
  }

  const mappings = Array.from(streams, ([streamArn, records], index) => {
    const { maximumRetryAttempts = -1 } = configs[index] ?? {};
    return new EventSourceMapping({
      source: simulatedShards(streamArn, records, strikes),
      invoke,
      eventSource: configs[index] ?? {},
      clock,
      newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
      onFailure: (record, payload) => void discarded.push({ ...record, payload }),
      onEvent(event) {
        events.push(event);
        if (maximumRetryAttempts >= 0) return;
        if (event.type === 'failed') stuck.end(event);
        if (event.type === 'succeeded') stuck.end({ requestId: event.requestId, settled: event.records });
      },
    });
  });
  const run = async (mapping: EventSourceMapping<R>) => {
    await mapping.start();
    await mapping.done;
  };
  const resultOf = (): Simulation<R> => {
    const elapsedMs = clock.now() - begun;
    return { invocations, deliveries: Object.fromEntries(deliveries), discarded, events, elapsedMs };
  };
  const stop = () => {
    for (const mapping of mappings) void mapping.stop();
  };
  const all = Promise.race([Promise.all(mappings.map(run)), stuck.found.finally(stop)]);
  return { ended: clock.runUntil(all).then(resultOf), stop };
}

/** Nothing arrives in the future. Records without a time arrive at the first moment that there is. */
function lastArrival(records: readonly SourceRecord[]): number {
  return records.reduce((latest, record) => Math.max(latest, arrivalOf(record) ?? 0), 0);
}

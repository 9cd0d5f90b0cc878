import type { Match } from '../routing/match.js';
import type { Invocation } from './invocation.js';
import { itemKey } from './item-key.js';
import { route } from './route.js';
import { settle } from './settle.js';

interface Job {
  readonly index: number;
  readonly match: Match;
}

/**
 * Several items at a time, the records of each in stream order. Whoever is free takes the next record of the batch;
 * one whose item is in flight is left to whoever handles that item, who takes it next. So the lowest records run
 * first, and a failure strands as few as possible behind it.
 */
export async function inLanes(invocation: Invocation): Promise<void> {
  const lanes = new Map<string, Job[]>();
  let next = 0;
  const workers = Math.min(invocation.plan.concurrency, invocation.end);
  await Promise.all(Array.from({ length: workers }, work));

  async function work(): Promise<void> {
    while (next < invocation.end) {
      const index = next++;
      const match = route(invocation, index);
      if (match === undefined) continue;
      const key = itemKey(match.record.table, match.wire.dynamodb?.Keys);
      const lane = lanes.get(key);
      if (lane !== undefined) {
        lane.push({ index, match });
        continue;
      }
      const mine = [{ index, match }];
      lanes.set(key, mine);
      // What is left to this lane while it runs is handled by the same loop.
      for (const job of mine) await runUnlessOver(job);
      lanes.delete(key);
    }
  }

  async function runUnlessOver({ index, match }: Job): Promise<void> {
    if (index < invocation.end && !invocation.timedOut) await settle(invocation, index, match);
  }
}

import type { BasePersistenceLayerInterface } from '@aws-lambda-powertools/idempotency/types';
import type { StreamRecord } from '../records/stream-record.js';
import type { HandlerContext } from '../routing/handler.js';
import { HandlerInProgressError } from './handler-in-progress-error.js';
import type { Work } from './work.js';

/** Lambda's longest timeout: who was called without a deadline is not taken to work for longer. */
const LONGEST_MS = 900_000;

/** A claim may expire between being found and being looked at. */
const TRIES = 2;

/** How long this handler may take, in milliseconds: until its invocation times out. Never 0, which would be no limit. */
export function allowedMs({ lambda }: HandlerContext): number {
  return Math.max(1, lambda?.getRemainingTimeInMillis?.() ?? LONGEST_MS);
}

/**
 * Claims the work, unless it is done already. What an invocation claimed that has timed out since is claimed anew.
 *
 * @throws HandlerInProgressError where another delivery has claimed it
 */
export async function claim(
  store: BasePersistenceLayerInterface,
  work: Work,
  forMs: number,
  record: StreamRecord,
  { handler }: HandlerContext,
): Promise<'claimed' | 'done'> {
  let until: Date | undefined;
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      await store.saveInProgress(work, forMs);
      return 'claimed';
    } catch (error) {
      if (!isClaimed(error)) throw error;
      const existing = error.existingRecord ?? (await store.getRecord(work));
      const status = existing.getStatus();
      if (status === 'COMPLETED') return 'done';
      const { inProgressExpiryTimestamp: end } = existing;
      until = end === undefined ? undefined : new Date(end);
      if (status === 'INPROGRESS') break;
    }
  }
  throw new HandlerInProgressError(handler, record, until);
}

type Existing = Awaited<ReturnType<BasePersistenceLayerInterface['getRecord']>>;

/** By its name: the store may come from another copy of the package. */
function isClaimed(error: unknown): error is Error & { readonly existingRecord?: Existing } {
  return error instanceof Error && error.name === 'IdempotencyItemAlreadyExistsError';
}

import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError } from '../errors.js';

/** How much may be done in a second. */
export interface Rate {
  readonly perSecond: number;
  /** Items, or the write capacity units that they consume: one for each KB of an item, and of each index it is in. */
  readonly of: 'items' | 'units';
}

/** Time, as it passes here. */
export interface PacerClock {
  /** Milliseconds since any moment. */
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Lets callers through at a rate, which falls where DynamoDB throttles, and grows back where it does not. */
export interface Pacer {
  /** Resolves when the next one may be done; at once, where the signal has aborted. */
  take(signal: AbortSignal): Promise<void>;
  /** Tells what one has consumed, once that is known. */
  done(units: number | undefined): void;
  /** Tells that DynamoDB has refused one for its rate. */
  throttled(): void;
  /** How many a second are let through now; `undefined` where there is no bound. */
  perSecond(): number | undefined;
}

const REAL_CLOCK: PacerClock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

/** What was not used is not saved up for longer, so that a pause is not followed by a burst. */
const SAVED_MS = 100;

/** Calls in flight are throttled together: they count as one sign. */
const CUT_EVERY_MS = 500;

const GROW_EVERY_MS = 1_000;
const GROWTH = 1.1;
const SLOWEST = 1;

/** Too short a time to tell a rate from. */
const MEASURED_MS = 100;
/** Where the first calls of all are throttled, nothing is known of the rate. */
const UNKNOWN = 20;

export function createPacer(limit: Rate | undefined, clock: PacerClock = REAL_CLOCK): Pacer {
  const byUnits = limit?.of === 'units';
  let perSecond = limit?.perSecond ?? Number.POSITIVE_INFINITY;
  let next = clock.now();
  let changed = Number.NEGATIVE_INFINITY;
  let counted = 0;
  let countedFrom = clock.now();
  let lastPerSecond = 0;

  const count = (amount: number) => {
    const passed = clock.now() - countedFrom;
    if (passed >= GROW_EVERY_MS) {
      lastPerSecond = (counted * 1000) / passed;
      counted = 0;
      countedFrom = clock.now();
    }
    counted += amount;
  };

  /** What was let through of late, for the first cut where there was no bound. */
  const measured = () => {
    const passed = Math.max(clock.now() - countedFrom, MEASURED_MS);
    return Math.max((counted * 1000) / passed, lastPerSecond) || UNKNOWN;
  };

  return {
    async take(signal) {
      if (perSecond === Number.POSITIVE_INFINITY || signal.aborted) return;
      const now = clock.now();
      next = Math.max(next, now - SAVED_MS) + 1000 / perSecond;
      if (next > now) await clock.sleep(next - now, signal);
    },
    done(units = 1) {
      count(byUnits ? units : 1);
      // One unit was taken beforehand.
      if (byUnits && perSecond !== Number.POSITIVE_INFINITY) next += ((units - 1) * 1000) / perSecond;
      const ceiling = limit?.perSecond ?? Number.POSITIVE_INFINITY;
      if (perSecond < ceiling && clock.now() - changed >= GROW_EVERY_MS) {
        perSecond = Math.min(perSecond * GROWTH + 1, ceiling);
        changed = clock.now();
      }
    },
    throttled() {
      if (clock.now() - changed < CUT_EVERY_MS) return;
      perSecond = Math.max(Math.min(perSecond, measured()) / 2, SLOWEST);
      next = clock.now();
      changed = clock.now();
    },
    perSecond: () => (perSecond === Number.POSITIVE_INFINITY ? undefined : perSecond),
  };
}

/** Reads a rate: `200` is 200 items a second, `200wcu` write capacity units. @throws ConfigurationError */
export function parseRate(text: string, where: string): Rate {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(wcu)?$/i.exec(text.trim()) ?? [];
  const perSecond = Number(number);
  if (perSecond > 0 && Number.isFinite(perSecond)) return { perSecond, of: unit ? 'units' : 'items' };
  throw new ConfigurationError(
    `${where}: found ${JSON.stringify(text)}, expected items a second, such as 200, or write capacity units a second, such as 200wcu`,
  );
}

import { type Backoff, backoffMs } from './backoff.js';
import { faultOf } from './stream-faults.js';
import type { Waits } from './waits.js';

const BACKOFF: Backoff = { firstMs: 50, maxMs: 10_000 };

/** From this many failures in a row on, somebody should know why nothing happens: about three seconds. */
const WARN_AT = 6;

/**
 * Makes a call again, ever less often, as long as it fails for a reason that passes: throttling, the network, a fault
 * of the service. Throws what will not pass, and once the signal has aborted.
 */
export async function persist<T>(
  call: () => Promise<T>,
  signal: AbortSignal,
  { wait }: Waits,
  warn: (message: string) => void,
  backoff = BACKOFF,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      if (signal.aborted || faultOf(error) !== 'passing') throw error;
      if (failures === WARN_AT) warn(`Reading the stream keeps failing, and is tried again and again: ${error}`);
    }
    await wait(backoffMs(failures, backoff));
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Pacer } from './rate.js';

const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'Throttling',
  'RequestLimitExceeded',
  'TooManyRequestsException',
]);
const TRANSIENT = new Set(['TimeoutError', 'InternalServerError', 'ServiceUnavailable', 'RequestTimeout']);
const BROKEN_CONNECTION = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ECONNABORTED']);

/** Refused for its rate, so that nothing came of it. */
export function isThrottled(error: unknown): boolean {
  return error instanceof Error && THROTTLED.has(error.name);
}

/** No answer, or one that says nothing about whether it was done. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = { code: undefined, $metadata: undefined, ...error };
  if (TRANSIENT.has(error.name) || BROKEN_CONNECTION.has(String(code))) return true;
  return Number(Object($metadata).httpStatusCode) >= 500;
}

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 5_000;

/** How often what is transient is tried, which takes about eight seconds. */
export const TRIES = 8;

/** How often one call may be throttled, which takes more than a minute. */
export const THROTTLED_TRIES = 20;

/** Waits before the next try: longer each time, and not all callers at the same moment. Ends early with the signal. */
export async function pauseBeforeTry(tries: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), MAX_PAUSE_MS);
  await sleep(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
}

/** Reads, which may be done any number of times. */
export async function readPatiently<T>(read: () => Promise<T>, pacer: Pacer, signal: AbortSignal): Promise<T> {
  for (let tries = 1, throttled = 1; ; ) {
    signal.throwIfAborted();
    try {
      return await read();
    } catch (error) {
      if (isThrottled(error) && throttled < THROTTLED_TRIES) {
        pacer.throttled();
        await pauseBeforeTry(throttled++, signal);
      } else if (isTransient(error) && tries < TRIES) {
        await pauseBeforeTry(tries++, signal);
      } else throw error;
    }
  }
}

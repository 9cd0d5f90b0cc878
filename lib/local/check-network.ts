import { PassThrough } from 'node:stream';
import { ConfigurationError } from '../errors.js';
import { callAfter, isNextTickOwn } from '../timers/real-timers.js';

/** What is ready runs before any timer. */
const LONGEST_MS = 200;

/**
 * Finds out whether Node.js's streams move, and the network with them. They stand still where fake timers have replaced
 * `process.nextTick` for Node.js itself; Jest replaces it for the code under test alone.
 *
 * @throws ConfigurationError where they do not move
 */
export async function checkNetwork(caller: string): Promise<void> {
  if (isNextTickOwn() || (await streamsMove())) return;
  throw new ConfigurationError(
    `${caller}: found a fake process.nextTick, without which Node.js's network stands still, expected Node.js's own. ` +
      "Leave it out of the fake timers: Sinon's useFakeTimers({ toNotFake: ['nextTick', 'queueMicrotask'] }), Jest's and " +
      "Vitest's with toFake or doNotFake.",
  );
}

function streamsMove(): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = callAfter(LONGEST_MS, () => resolve(false));
    const end = () => {
      cancel();
      resolve(true);
    };
    new PassThrough().on('end', end).resume().end();
  });
}

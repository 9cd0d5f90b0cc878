import type { Invocation } from './invocation.js';
import { route } from './route.js';
import { settle } from './settle.js';

/** One record after another, in stream order. */
export async function inOrder(invocation: Invocation): Promise<void> {
  for (let index = 0; index < invocation.end; index++) {
    const match = route(invocation, index);
    if (match !== undefined && !invocation.timedOut) await settle(invocation, index, match);
  }
}

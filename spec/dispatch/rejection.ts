import assert from 'node:assert/strict';

/** What a promise is rejected with. Fails where it is fulfilled. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (reason) {
    return reason;
  }
  return assert.fail('expected a rejection');
}

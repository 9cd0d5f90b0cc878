import assert from 'node:assert/strict';
import { bootstrap, stream } from '../../../lib/index.js';
import type { StreamHandler } from '../../../lib/loading/lambda-handler.js';
import { loadedTarget } from '../../../lib/replay/target/local-target.js';
import { changesOf } from './changes.js';

const TIMEOUT_MS = 1000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Handlers of which that for `b` never ends. */
function deliver(wrap: (inner: StreamHandler) => StreamHandler = (inner) => inner) {
  const orders = stream<{ pk: string }>({ table: 'Orders' }).onInsert(({ newImage: { pk } }) =>
    pk === 'b' ? new Promise(() => undefined) : undefined,
  );
  const onstream = bootstrap(orders, { logger: silent, timeoutMarginMs: 100, reportBatchItemFailures: true });
  const loaded = { name: 'handler', handler: wrap(onstream), onstream, candidates: [onstream], isObserved: true };
  return loadedTarget(loaded, 'orders.ts', undefined, TIMEOUT_MS).deliver(changesOf('a', 'b', 'c'));
}

describe('a target on this machine whose handler never ends', () => {
  for (const [what, wrap] of [
    ['', undefined],
    [
      ' behind a wrapper',
      (inner: StreamHandler): StreamHandler =>
        async (event, context) =>
          inner(event, context, () => {}),
    ],
  ] as const)
    it(`names it${what}, and waits for one timeout only`, async () => {
      const begun = Date.now();
      const { handled, failures } = await deliver(wrap);
      assert.equal(handled, 1);
      assert.match(
        String(failures[0]?.reason),
        /^stream\.OnInsert: StillRunningError: stream\.OnInsert was still running/,
      );
      assert.match(String(failures[1]?.reason), /^not reached, while stream\.OnInsert on event \S+ ran$/);
      assert.equal(failures.length, 2);
      assert.ok(Date.now() - begun < 2 * TIMEOUT_MS);
    });

  it('names it where the wrapper keeps the time from it', async () => {
    const { handled, failures } = await deliver((inner) => async (event) => Reflect.apply(inner, undefined, [event]));
    assert.equal(handled, 0);
    assert.equal(failures.length, 3);
    for (const { reason } of failures)
      assert.match(reason, /the handler was given up after 1 second, while stream\.OnInsert on event \S+ ran$/);
  });
});

import assert from 'node:assert/strict';
import { type AttributeMap, type AttributeValue, bootstrap, type Pattern, stream } from '../../lib/index.js';
import { insert } from '../../lib/testing/index.js';
import { silent, wireInsert } from '../records/views.js';

/** Asks whether a pattern over the new image lets a record through. */
export function matcher(pattern: Pattern): (image: AttributeMap) => Promise<boolean> {
  const handler = bootstrap(
    stream().onInsert({ newImage: pattern }, () => undefined),
    { logger: silent },
  );
  return async (image) => {
    const { handled, skipped, failures } = await handler.dispatch({ Records: [wireInsert(image)] });
    assert.deepEqual(failures, []);
    assert.equal(handled + skipped, 1);
    return handled === 1;
  };
}

/** Whether a pattern lets a plain item through. */
export async function matches(pattern: Pattern, item: object): Promise<boolean> {
  return matcher(pattern)(insert({ pk: 'x', ...item }).dynamodb.NewImage ?? {});
}

/** Whether the attribute `a` passes matchers; `undefined` where the item lacks it. */
export async function passes(matchers: Pattern[string], wire: AttributeValue | undefined): Promise<boolean> {
  return matcher({ a: matchers })(wire ? { a: wire } : {});
}

import { setImmediate as soon } from 'node:timers/promises';
import { expect } from 'chai';
import { StuckFunction } from '../../lib/testing/simulation/stuck-function.js';

/** What is found of invocations that take so many milliseconds and settle so many records. */
async function foundOf(invocations: readonly (readonly [ms: number, settled: number])[]): Promise<unknown> {
  let now = 0;
  const stuck = new StuckFunction(20, 60, () => now);
  const found = stuck.found.catch((error: unknown) => error);
  for (const [position, [ms, settled]] of invocations.entries()) {
    const requestId = String(position);
    await stuck.measure(requestId, async () => {
      now += ms;
    });
    stuck.end({ requestId, settled });
  }
  return Promise.race([found, soon(undefined)]);
}

describe('a function that does not end in a simulation', () => {
  it('is found when it has taken long enough and got nowhere', async () => {
    const error = await foundOf([
      [30, 0],
      [30, 0],
      [30, 0],
    ]);
    expect(error)
      .to.be.an('error')
      .with.property('message')
      .that.matches(/^simulate: the function does not end within its timeout of 20 ms.* Let the handler end/);
  });

  it('is not one that gets on now and then, or that fails at once', async () => {
    const slow = [30, 0] as const;
    expect(await foundOf([slow, [30, 1], slow, [0, 5], slow])).to.equal(undefined);
    expect(await foundOf(Array.from({ length: 100 }, () => [0, 0] as const))).to.equal(undefined);
  });
});

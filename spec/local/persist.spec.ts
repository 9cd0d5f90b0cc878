import { expect } from 'chai';
import { persist } from '../../lib/local/persist.js';

describe('persist', () => {
  const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });

  it('warns once when a call keeps failing', async () => {
    const warnings: string[] = [];
    const over = new AbortController();
    let calls = 0;
    const call = async () => {
      if (++calls === 7) over.abort();
      throw throttled;
    };
    await persist(call, over.signal, (message) => warnings.push(message), { firstMs: 1, maxMs: 1 }).catch(
      () => undefined,
    );
    expect(calls).to.equal(7);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('slow down');
  });

  it('throws at once what will not pass', async () => {
    let calls = 0;
    const call = async () => {
      calls++;
      throw new Error('no permission');
    };
    const error = await persist(call, new AbortController().signal, () => undefined).catch((reason: unknown) => reason);
    expect(error).to.have.property('message', 'no permission');
    expect(calls).to.equal(1);
  });

  it('makes no call once its signal has aborted', async () => {
    let calls = 0;
    await persist(
      async () => ++calls,
      AbortSignal.abort(),
      () => undefined,
    ).catch(() => undefined);
    expect(calls).to.equal(0);
  });
});

import { expect } from 'chai';
import { systemClock } from '../../lib/local/clock.js';
import { persist } from '../../lib/local/persist.js';
import { waitsUntil } from '../../lib/local/waits.js';

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
    await persist(call, over.signal, waitsUntil(over.signal, systemClock), (message) => warnings.push(message), {
      firstMs: 1,
      maxMs: 1,
    }).catch(() => undefined);
    expect(calls).to.equal(7);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('slow down');
  });

  it('throws at once what will not pass', async () => {
    const never = new AbortController().signal;
    let calls = 0;
    const call = async () => {
      calls++;
      throw new Error('no permission');
    };
    const error = await persist(call, never, waitsUntil(never, systemClock), () => undefined).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('message', 'no permission');
    expect(calls).to.equal(1);
  });

  it('makes no call once its signal has aborted', async () => {
    const over = AbortSignal.abort();
    let calls = 0;
    await persist(
      async () => ++calls,
      over,
      waitsUntil(over, systemClock),
      () => undefined,
    ).catch(() => undefined);
    expect(calls).to.equal(0);
  });
});

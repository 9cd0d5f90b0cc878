import { expect } from 'chai';
import { ConfigurationError } from '../../lib/errors.js';
import { createPacer, parseRate, type Rate } from '../../lib/replay/rate.js';

/** Time that passes only while somebody sleeps. */
function virtualTime(limit: Rate | undefined) {
  let now = 0;
  const { signal } = new AbortController();
  const pacer = createPacer(limit, {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  });
  return {
    pacer,
    now: () => now,
    pass: (ms: number) => {
      now += ms;
    },
    async work(times: number, units?: number, msEach = 0): Promise<void> {
      for (let done = 0; done < times; done++) {
        await pacer.take(signal);
        now += msEach;
        pacer.done(units);
      }
    },
  };
}

describe('the rate of a replay', () => {
  it('is as fast as it goes without a bound', async () => {
    const { work, now, pacer } = virtualTime(undefined);
    await work(1000);
    expect(now()).to.equal(0);
    expect(pacer.perSecond()).to.equal(undefined);
  });

  it('lets so many items through in a second', async () => {
    const { work, now } = virtualTime({ perSecond: 200, of: 'items' });
    await work(1000);
    expect(now()).to.be.within(4800, 5000);
  });

  it('lets so many capacity units through in a second, as they turn out', async () => {
    const { work, now } = virtualTime({ perSecond: 100, of: 'units' });
    await work(100, 5);
    expect(now()).to.be.within(4800, 5000);
  });

  it('saves up nothing in a pause', async () => {
    const { work, now, pass } = virtualTime({ perSecond: 100, of: 'items' });
    pass(60_000);
    await work(200);
    expect(now() - 60_000).to.be.within(1850, 2000);
  });

  it('halves where it is throttled, once for all calls in flight, and grows back to the bound', async () => {
    const { work, pacer } = virtualTime({ perSecond: 100, of: 'items' });
    await work(300);
    for (let call = 0; call < 16; call++) pacer.throttled();
    expect(pacer.perSecond()).to.be.within(45, 55);
    await work(2000);
    expect(pacer.perSecond()).to.equal(100);
  });

  it('takes half of what it did where there was no bound, and never less than one a second', async () => {
    const { work, pacer, pass } = virtualTime(undefined);
    await work(3000, undefined, 1);
    pacer.throttled();
    expect(pacer.perSecond()).to.be.within(450, 550);
    for (let minute = 0; minute < 30; minute++) {
      pass(60_000);
      pacer.throttled();
    }
    expect(pacer.perSecond()).to.equal(1);
  });

  it('is ten a second where the first call of all is throttled', () => {
    const { pacer } = virtualTime(undefined);
    pacer.throttled();
    expect(pacer.perSecond()).to.equal(10);
  });

  it('is written as items, or as write capacity units', () => {
    expect(parseRate('200', '--rate')).to.deep.equal({ perSecond: 200, of: 'items' });
    expect(parseRate('0.5', '--rate')).to.deep.equal({ perSecond: 0.5, of: 'items' });
    expect(parseRate('200wcu', '--rate')).to.deep.equal({ perSecond: 200, of: 'units' });
    for (const text of ['', '0', '-1', 'fast', '10 items', '1e400', 'NaN'])
      expect(() => parseRate(text, '--rate')).to.throw(ConfigurationError, /^--rate: found/);
  });
});

import { expect } from 'chai';
import { pollPauses } from '../../lib/local/poll-pauses.js';

const LOCAL = { pollIntervalMs: 20, idlePollIntervalMs: 500 };

/** The waits of so many reads that find nothing. */
function waits(pauses: ReturnType<typeof pollPauses>, reads: number): number[] {
  return Array.from({ length: reads }, () => pauses.next());
}

/** How many reads there are in a minute in which nothing happens. */
function readsInAMinute(intervals: Parameters<typeof pollPauses>[0]): number {
  const pauses = pollPauses(intervals);
  let reads = 0;
  for (let passed = 0; passed < 60_000; passed += pauses.next()) reads++;
  return reads;
}

describe('the pauses between reads that find nothing', () => {
  it('are short for a while after a record', () => {
    expect(new Set(waits(pollPauses(LOCAL), 50))).to.deep.equal(new Set([20]));
  });

  it('grow while nothing happens, but not beyond the idle interval', () => {
    const all = waits(pollPauses(LOCAL), 200);
    expect(all).to.deep.equal([...all].sort((one, other) => one - other));
    expect(all.at(-1)).to.equal(500);
  });

  it('leave an idle stream with fewer than 200 reads a minute, where there were 3,000', () => {
    expect(readsInAMinute({ pollIntervalMs: 20 })).to.equal(3000);
    expect(readsInAMinute(LOCAL)).to.be.below(200);
  });

  it('are short again with the next record', () => {
    const pauses = pollPauses(LOCAL);
    waits(pauses, 200);
    pauses.reset();
    expect(pauses.next()).to.equal(20);
  });

  it('stay as they are without an idle interval, and where that is shorter', () => {
    for (const intervals of [{ pollIntervalMs: 250 }, { pollIntervalMs: 250, idlePollIntervalMs: 20 }])
      expect(new Set(waits(pollPauses(intervals), 200))).to.deep.equal(new Set([250]));
  });
});

import { expect } from 'chai';
import { ConfigurationError } from '../../lib/errors.js';
import {
  beginProgress,
  countAgain,
  countFailed,
  isComplete,
  restoreProgress,
  storeProgress,
  sumCounts,
} from '../../lib/replay/run-progress.js';

const NAMES = ['selected', 'failed'] as const;

describe('the progress of a run', () => {
  function begin(segments = 1) {
    return beginProgress('run', segments, NAMES);
  }

  function restore(saved: unknown) {
    return restoreProgress(saved, NAMES, 'run.json');
  }

  /** What a file holds of it. */
  function stored(progress = begin()) {
    return JSON.parse(JSON.stringify(storeProgress(progress)));
  }

  const key = (number: number) => ({ pk: { S: `ORDER#${number}` } });

  it('is the same when it is read from a file', () => {
    const progress = begin(2);
    const [first, second] = progress.segments;
    if (!first || !second) throw new Error('expected two segments');
    first.after = { pk: { B: Buffer.from('page') } };
    first.pending.add({ key: key(1), revision: '7' }).add({ key: key(2), revision: undefined });
    first.counts.selected = 3;
    second.isRead = true;
    countFailed(progress, second, { key: { pk: { B: Buffer.from('bytes') } }, revision: '8' });
    countFailed(progress, second, { key: key(4), revision: null });
    expect(restore(stored(progress))).to.deep.equal(progress);
  });

  it('knows the first thousand items that failed by their keys, of all segments, and counts the others', () => {
    const progress = begin(4);
    for (let number = 0; number < 1037; number++) {
      const segment = progress.segments[number % 4];
      if (segment) countFailed(progress, segment, { key: key(number) });
    }
    expect(sumCounts(progress, NAMES).failed).to.equal(1037);
    expect(countAgain(progress)).to.equal(1000);
    expect(countAgain(restore(stored(progress)))).to.equal(1000);
  });

  it('is complete when everything is read and nothing is left of it', () => {
    const progress = begin();
    expect(isComplete(progress)).to.equal(false);
    for (const segment of progress.segments) segment.isRead = true;
    expect(isComplete(progress)).to.equal(true);
    for (const { pending } of progress.segments) pending.add({ key: key(1) });
    expect(isComplete(progress)).to.equal(false);
  });

  it('is read from a file of an earlier version, which only counted what failed', () => {
    const saved = stored();
    delete saved.segments[0].failed;
    saved.segments[0].counts.failed = 3;
    const progress = restore(saved);
    expect(sumCounts(progress, NAMES).failed).to.equal(3);
    expect(countAgain(progress)).to.equal(0);
  });

  const changed: [string, (segment: Record<string, unknown>) => void][] = [
    ['a list of what failed that is none', (segment) => (segment.failed = 'all')],
    ['a key that is none', (segment) => (segment.failed = [{ key: 'ORDER#1' }])],
    ['an item that is none', (segment) => (segment.pending = [null])],
    ['a revision that is none', (segment) => (segment.failed = [{ key: key(1), revision: 7 }])],
    ['a count that is none', (segment) => (segment.counts = { selected: 1, failed: '1' })],
  ];
  for (const [what, change] of changed) {
    it(`is refused with ${what}`, () => {
      const saved = stored();
      change(saved.segments[0]);
      expect(() => restore(saved)).to.throw(
        ConfigurationError,
        '--checkpoint run.json: found a checkpoint whose contents were changed, expected one as it was written',
      );
    });
  }
});

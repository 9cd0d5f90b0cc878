import { expect } from 'chai';
import { badgesFor, type Play } from '../../samples/badges/badges.js';

describe('the badges of a play', () => {
  const on = (day: string, game = 'chess'): Play => ({ player: 'ada', playedAt: `${day}T18:00:00.000Z`, game });
  /** Nine days up to the last one of February. */
  const nineDays = [20, 21, 22, 23, 24, 25, 26, 27, 28].map((day) => on(`2026-02-${day}`));

  it('are one for the first time that a player plays a game', () => {
    expect(badgesFor(on('2026-02-20'), [])).to.deep.equal(['first time chess']);
    expect(badgesFor(on('2026-02-21', 'go'), [on('2026-02-20')])).to.deep.equal(['first time go']);
    expect(badgesFor(on('2026-02-21'), [on('2026-02-20')])).to.deep.equal([]);
  });

  it('are one for the tenth day in a row, across months', () => {
    expect(badgesFor(on('2026-03-01'), nineDays)).to.deep.equal(['10 days in a row']);
  });

  it('are none for nine days, for a day missed, or for ten plays on nine days', () => {
    expect(badgesFor(on('2026-02-28'), nineDays.slice(0, -1))).to.deep.equal([]);
    expect(badgesFor(on('2026-03-02'), nineDays)).to.deep.equal([]);
    expect(badgesFor(on('2026-02-28'), nineDays)).to.deep.equal([]);
  });

  it('cannot be told for a time that is none', () => {
    expect(() => badgesFor({ ...on('2026-03-01'), playedAt: 'yesterday' }, nineDays)).to.throw(RangeError);
  });
});

import { expect } from 'chai';
import { bootstrap, type StreamRecord, stream } from '../../lib/index.js';
import { insert, modify, streamEvent } from '../../lib/testing/index.js';
import { viewOf } from './views.js';

/** Counts every number that is deserialized. */
function countingNumbers() {
  const read: string[] = [];
  const numbers = (text: string) => {
    read.push(text);
    return Number(text);
  };
  return { read, numbers };
}

const record = modify({ pk: 1, old: 2 }, { pk: 1, new: 3 });

describe('an image', () => {
  it('is not deserialized for a record that no handler wants', async () => {
    const { read, numbers } = countingNumbers();
    const filters = stream()
      .onInsert(() => undefined)
      .onModify(
        { newImage: { pk: 2 }, oldImage: { old: { numeric: ['>', 0] } }, keys: { pk: [1, 2] } },
        () => undefined,
      )
      .onChange('pk', () => undefined)
      .onChange('new', { to: [4] }, () => undefined);
    const outcome = await bootstrap(filters, { numbers }).dispatch(streamEvent(record));
    expect(outcome.skipped).to.equal(1);
    expect(read).to.deep.equal([]);
  });

  it('is deserialized when it is first read, alone', async () => {
    const { read, numbers } = countingNumbers();
    const view = await viewOf(record, { numbers });
    expect(read).to.deep.equal([]);
    expect(view.newImage).to.deep.equal({ pk: 1, new: 3 });
    expect(read.splice(0)).to.deep.equal(['1', '3']);
    expect(view.oldImage).to.deep.equal({ pk: 1, old: 2 });
    expect(read.splice(0)).to.deep.equal(['1', '2']);
    expect(view.keys).to.deep.equal({ pk: 1 });
    expect(read.splice(0)).to.deep.equal(['1']);
  });

  it('is deserialized once, and then the same object', async () => {
    const { read, numbers } = countingNumbers();
    const view = await viewOf(record, { numbers });
    const { newImage, oldImage, keys, changes } = view;
    read.splice(0);
    expect(view.newImage).to.equal(newImage);
    expect(view.oldImage).to.equal(oldImage);
    expect(view.keys).to.equal(keys);
    expect(view.changes).to.equal(changes);
    expect(read).to.deep.equal([]);
  });

  it('is one object for all the handlers of a record, and for middleware', async () => {
    const seen = new Set<unknown>();
    const see = ({ newImage }: StreamRecord) => seen.add(newImage).size > 0;
    const handlers = stream().onAny(see).onModify(see).onChange('new', { when: see }, see);
    const handler = bootstrap(handlers, {
      use: [
        (each, _context, next) => {
          see(each);
          return next();
        },
      ],
    });
    const outcome = await handler.dispatch(streamEvent(record));
    expect(outcome.results).to.have.length(3);
    expect(seen.size).to.equal(1);
  });

  it('of another record, or of another delivery, is another object', async () => {
    const [first, second] = [await viewOf(record), await viewOf(record)];
    expect(first.newImage).to.deep.equal(second.newImage);
    expect(first.newImage).not.to.equal(second.newImage);
  });

  it('is a plain object, as are the keys, and everything inside them', async () => {
    const view = await viewOf(insert({ pk: 'x', map: { list: [{ a: 1 }] } }));
    const { map } = Object(view.newImage);
    for (const object of [view.newImage, view.keys, map, map.list[0]]) {
      expect(Object.getPrototypeOf(object)).to.equal(Object.prototype);
      expect(Object.isFrozen(object)).to.equal(false);
    }
    expect(Array.isArray(map.list)).to.equal(true);
  });

  it('may be changed by a handler without a trace in the changes and in the wire record', async () => {
    const made = modify({ pk: 1, a: [1] }, { pk: 1, a: [2] });
    const copy = structuredClone(made);
    const view = await viewOf(made);
    Object.assign(Object(view.newImage), { a: 'mine', pk: 5 });
    expect(view.changes).to.deep.equal([{ path: 'a[0]', kind: 'changed', from: 1, to: 2 }]);
    expect(view.changed('pk')).to.equal(false);
    expect(made).to.deep.equal(copy);
  });

  it('that INSERT lacks of old, and REMOVE of new, is undefined', async () => {
    const handler = bootstrap(stream().onAny((each) => each.newImage === undefined || each.oldImage === undefined));
    const { results } = await handler.dispatch(streamEvent(insert({ pk: 1 }), record));
    expect(results.map(({ value }) => value)).to.deep.equal([true, false]);
  });
});

import { expect } from 'chai';
import { bootstrap, type InsertRecord, type ModifyRecord, stream } from '../../../lib/index.js';
import {
  isReplayed,
  type ReplayedChange,
  replayRecord,
  replayStreamArn,
} from '../../../lib/replay/records/replay-record.js';

describe('replayRecord', () => {
  const streamArn = replayStreamArn('arn:aws:dynamodb:eu-west-1:123456789012:table/Orders');
  const keys = { pk: { S: 'ORDER#1' } };
  const image = {
    ...keys,
    total: { N: '42' },
    receipt: { B: Buffer.from('foobar') },
    tags: { BS: [Buffer.from('a')] },
  };
  const insert: ReplayedChange = { eventName: 'INSERT', keys, newImage: image, position: 0 };
  const make = (change: ReplayedChange = insert, run = 'run 1') => replayRecord(change, { run, streamArn });

  it('is a stream record as Lambda delivers it', () => {
    const { eventID, ...record } = make({ ...insert, writtenAtMicros: 1_767_225_600_123_456 });
    expect(eventID).to.match(/^replay-[0-9a-f]{32}$/);
    expect(record).to.deep.equal({
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      dynamodb: {
        ApproximateCreationDateTime: 1_767_225_600.123456,
        Keys: keys,
        NewImage: { ...keys, total: { N: '42' }, receipt: { B: 'Zm9vYmFy' }, tags: { BS: ['YQ=='] } },
        SequenceNumber: '100000000000000000000',
        SizeBytes: 9 + 9 + 7 + 13 + 5,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/replay',
    });
  });

  it('is what handlers are made for, and can be told from what streams give', async () => {
    const seen: unknown[] = [];
    const handlers = stream()
      .onInsert((record: InsertRecord) => void seen.push([record.table, record.newImage.total, isReplayed(record)]))
      .onModify((record: ModifyRecord) => void seen.push([record.oldImage.total, record.changed('total')]));
    const modify: ReplayedChange = {
      eventName: 'MODIFY',
      keys,
      oldImage: { ...image, total: { N: '1' } },
      newImage: image,
      position: 1,
    };
    await bootstrap(handlers)({ Records: [make(), make(modify)] });
    expect(seen).to.deep.equal([
      ['Orders', 42, true],
      [1, true],
    ]);
    expect(isReplayed({ eventID: 'c4ca4238a0b923820dcc509a6f75849b' })).to.equal(false);
  });

  it('has the same id for the same change in a run, wherever it comes in it', () => {
    const pair = { pk: { S: 'a' }, sk: { N: '1' } };
    const first = make({ ...insert, keys: pair });
    expect(make({ ...insert, keys: { sk: { N: '1' }, pk: { S: 'a' } }, position: 7 }).eventID).to.equal(first.eventID);
  });

  it('has another id in another run, for another item, another kind of change and another time', () => {
    const ids = [
      make(),
      make(insert, 'run 2'),
      make({ ...insert, keys: { pk: { S: 'ORDER#2' } } }),
      make({ ...insert, eventName: 'REMOVE' }),
      make({ ...insert, writtenAtMicros: 1 }),
    ].map(({ eventID }) => eventID);
    expect(new Set(ids).size).to.equal(5);
  });

  it('has sequence numbers in the order of positions, as numbers and as text', () => {
    const [second, tenth] = [1, 9].map((position) => make({ ...insert, position }).dynamodb?.SequenceNumber ?? '');
    expect(BigInt(second ?? '') < BigInt(tenth ?? '')).to.equal(true);
    expect(String(second) < String(tenth)).to.equal(true);
  });

  it('carries the images that its view type says', () => {
    const change: ReplayedChange = { eventName: 'MODIFY', keys, newImage: image, oldImage: image, position: 0 };
    const carried = (viewType: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE') =>
      Object.keys(replayRecord(change, { run: '1', streamArn, viewType }).dynamodb ?? {}).filter((name) =>
        name.endsWith('Image'),
      );
    expect(carried('KEYS_ONLY')).to.deep.equal([]);
    expect(carried('NEW_IMAGE')).to.deep.equal(['NewImage']);
    expect(carried('OLD_IMAGE')).to.deep.equal(['OldImage']);
  });

  it('keeps an attribute that is named like the prototype', () => {
    const newImage = JSON.parse('{"pk":{"S":"1"},"__proto__":{"S":"kept"}}');
    expect(JSON.stringify(make({ ...insert, newImage }).dynamodb?.NewImage)).to.equal(JSON.stringify(newImage));
  });

  for (const [what, newImage] of Object.entries({
    'no map': [],
    'no typed value': { a: null },
    'a list that is none': { a: { L: 'text' } },
    'a map that is none': { a: { M: 7 } },
    'a set that is none': { a: { L: [{ BS: {} }] } },
  })) {
    it(`refuses ${what}`, () => {
      expect(() => make({ ...insert, newImage: Object(newImage) })).to.throw(/^Item: found \w+, expected a /);
    });
  }

  it('refuses a value of a type that does not exist', () => {
    expect(() => make({ ...insert, newImage: Object({ a: { X: '1' } }) })).to.throw(
      'Item: found the type X, expected S, N, B, BOOL, NULL, M, L, SS, NS or BS',
    );
  });
});

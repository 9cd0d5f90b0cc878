import type { DynamoDBRecord } from 'aws-lambda';
import { expect } from 'chai';
import { ConfigurationError } from '../../lib/errors.js';
import type { WireRecord } from '../../lib/index.js';
import { type DeliveredRecord, expire, insert, modify, type RecordOptions, remove } from '../../lib/testing/index.js';

const ARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';
const PAID = { pk: 'ORDER#1', sk: 'HEAD', status: 'PAID' };
const SHIPPED = { pk: 'ORDER#1', sk: 'HEAD', status: 'SHIPPED' };
const key = { pk: { S: 'ORDER#1' }, sk: { S: 'HEAD' } };
const options: RecordOptions = { table: 'Orders', createdAt: new Date(1_479_499_740_500) };

describe('insert, modify, remove and expire', () => {
  it('make records as Lambda delivers them', () => {
    const { eventID, ...record } = modify(PAID, SHIPPED, options);
    expect(eventID).to.match(/^[0-9a-f]{32}$/);
    expect(record).to.deep.equal({
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: 1_479_499_740,
        Keys: key,
        NewImage: { ...key, status: { S: 'SHIPPED' } },
        OldImage: { ...key, status: { S: 'PAID' } },
        SequenceNumber: record.dynamodb.SequenceNumber,
        SizeBytes: 68,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: ARN,
    });
  });

  it('make what JSON gives back unchanged, as events are JSON', () => {
    const record = modify({ id: 1, b: new Uint8Array([1]) }, { id: 1, n: 2n ** 70n, s: new Set(['x']) });
    expect(JSON.parse(JSON.stringify(record))).to.deep.equal(record);
  });

  it('make what the types of aws-lambda and of onstream both take', () => {
    const record: DynamoDBRecord & WireRecord = expire(PAID);
    expect(record.eventName).to.equal('REMOVE');
  });

  it('give an insert no old image, and a remove no new one', () => {
    expect(insert(PAID)).to.have.property('eventName', 'INSERT');
    expect(insert(PAID).dynamodb).to.include.keys('NewImage').and.not.have.property('OldImage');
    expect(remove(PAID)).to.have.property('eventName', 'REMOVE');
    expect(remove(PAID).dynamodb).to.include.keys('OldImage').and.not.have.property('NewImage');
  });

  it("sign an expired item's deletion as DynamoDB does, and no other", () => {
    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
    expect(expire(PAID, options)).to.deep.include({ eventName: 'REMOVE', userIdentity, eventSourceARN: ARN });
    expect(expire(PAID).dynamodb).to.include.keys('OldImage').and.not.have.property('NewImage');
    expect(remove(PAID)).not.to.have.property('userIdentity');
  });

  it('number the records in the order in which they are made', () => {
    const records = Array.from({ length: 200 }, (_, index) => insert({ id: index }));
    const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    expect(numbers.every((number) => /^\d{21,40}$/.test(number))).to.equal(true);
    expect(numbers.slice(1).every((number, index) => BigInt(number) > BigInt(numbers[index] ?? ''))).to.equal(true);
    expect(new Set(records.map(({ eventID }) => eventID))).to.have.property('size', 200);
  });

  it('date a record no earlier than the one before it, to the second, and all of them in 2026', () => {
    const records = Array.from({ length: 3000 }, (_, id) => insert({ id }));
    const times = records.map(({ dynamodb }) => dynamodb.ApproximateCreationDateTime);
    expect(times.every(Number.isInteger)).to.equal(true);
    expect(times).to.deep.equal([...times].sort((a, b) => a - b));
    expect(new Set(times).size).to.be.above(2);
    expect(new Date((times[0] ?? Number.NaN) * 1000).getUTCFullYear()).to.equal(2026);
  });

  describe('by view type', () => {
    const images = ({ dynamodb }: DeliveredRecord) => Object.keys(dynamodb).filter((name) => name.endsWith('Image'));
    const carried: [NonNullable<RecordOptions['viewType']>, string[], string[], string[]][] = [
      ['KEYS_ONLY', [], [], []],
      ['NEW_IMAGE', ['NewImage'], ['NewImage'], []],
      ['OLD_IMAGE', [], ['OldImage'], ['OldImage']],
      ['NEW_AND_OLD_IMAGES', ['NewImage'], ['NewImage', 'OldImage'], ['OldImage']],
    ];
    for (const [viewType, inserted, modified, removed] of carried) {
      it(`carry with ${viewType} the images that such a stream carries`, () => {
        expect(images(insert(PAID, { viewType }))).to.have.members(inserted);
        expect(images(modify(PAID, SHIPPED, { viewType }))).to.have.members(modified);
        expect(images(remove(PAID, { viewType }))).to.have.members(removed);
        expect(images(expire(PAID, { viewType }))).to.have.members(removed);
        expect(remove(PAID, { viewType }).dynamodb).to.deep.include({ Keys: key, StreamViewType: viewType });
      });
    }
  });
});

describe('the key of a record', () => {
  const keys = (item: object, named?: string[]) =>
    insert(item, named === undefined ? {} : { keys: named }).dynamodb.Keys;

  it('is what the options name', () => {
    expect(keys({ id: 1, a: 'x', b: 2 }, ['b', 'a'])).to.deep.equal({ a: { S: 'x' }, b: { N: '2' } });
  });

  it('is pk and sk, or the one of them that the item has', () => {
    expect(keys({ id: 1, ...PAID })).to.deep.equal(key);
    expect(keys({ id: 1, pk: 'a' })).to.deep.equal({ pk: { S: 'a' } });
    expect(keys({ pk: 'a', sk: undefined })).to.deep.equal({ pk: { S: 'a' } });
  });

  it('is PK and SK, or PK alone, in capitals', () => {
    const item = { PK: 'ORDER#1', SK: 'HEAD', status: 'PAID' };
    const itsKey = { PK: { S: 'ORDER#1' }, SK: { S: 'HEAD' } };
    expect(keys(item)).to.deep.equal(itsKey);
    expect(keys({ id: 1, status: 'PAID', SK: 'HEAD', PK: 'ORDER#1' })).to.deep.equal(itsKey);
    expect(keys({ id: 1, PK: 'a' })).to.deep.equal({ PK: { S: 'a' } });
    expect(modify(item, { ...item, status: 'SHIPPED' }).dynamodb.Keys).to.deep.equal(itsKey);
    expect(remove(item).dynamodb.Keys).to.deep.equal(itsKey);
    expect(expire(item).dynamodb.Keys).to.deep.equal(itsKey);
  });

  it('is pk and sk of an item with both, and of one with a whole key in one convention that key', () => {
    expect(keys({ PK: 'A', SK: 'B', ...PAID })).to.deep.equal(key);
    expect(keys({ pk: 'a', PK: 'A', SK: 'B' })).to.deep.equal({ PK: { S: 'A' }, SK: { S: 'B' } });
    expect(keys({ PK: 'A', pk: 'a' })).to.deep.equal({ pk: { S: 'a' } });
  });

  for (const [item, what] of [
    [{ PK: 'a', sk: 'b' }, '"PK" and "sk"'],
    [{ pk: 'a', SK: 'b' }, '"pk" and "SK"'],
    [{ id: 'a', sk: 'b' }, '"id" and "sk"'],
    [{ id: 'a', SK: 'b' }, '"id" and "SK"'],
    [{ email: 'a', SK: 'b' }, '"SK" alone'],
    [{ Pk: 'a', Sk: 'b' }, '"Sk" alone'],
    [{ partitionKey: 'a', sort_key: 'b' }, '"sort_key" alone'],
    [{ HashKey: 'a', RangeKey: 'b' }, '"RangeKey" alone'],
    [{ pk: 'a', sortKey: 'b' }, '"pk" and "sortKey"'],
  ] as const) {
    it(`is no guess where a part of it may be missing: ${JSON.stringify(item)}`, () => {
      expect(() => insert(item)).to.throw(
        ConfigurationError,
        `insert: found an item with ${what}, expected "pk" and "sk"`,
      );
      expect(() => insert(item)).to.throw(ConfigurationError, 'option "keys"');
      expect(Object.keys(keys(item, Object.keys(item)))).to.deep.equal(Object.keys(item));
    });
  }

  it('is the id of an item without them', () => {
    expect(keys({ name: 'x', id: 7 })).to.deep.equal({ id: { N: '7' } });
  });

  it("is the item's first attribute where nothing else tells", () => {
    expect(keys({ no: undefined, email: 'a@b.c', name: 'x' })).to.deep.equal({ email: { S: 'a@b.c' } });
    expect(Object.entries(keys(JSON.parse('{"__proto__": 1}')))).to.deep.equal([['__proto__', { N: '1' }]]);
  });

  it('may be a guess at which the two items of a modify differ', () => {
    expect(modify({ status: 'PAID' }, { status: 'SHIPPED' }).dynamodb.Keys).to.deep.equal({ status: { S: 'SHIPPED' } });
  });

  it('must be in every item', () => {
    expect(() => keys(PAID, ['pk', 'no'])).to.throw(
      ConfigurationError,
      'insert: found an item without the key attribute "no"',
    );
    expect(() => remove(PAID, { keys: ['toString'] })).to.throw(ConfigurationError, 'remove: found an item without');
    expect(() => modify({ a: 1 }, { id: 1 })).to.throw(ConfigurationError, 'without the key attribute "id"');
    expect(() => insert({})).to.throw(ConfigurationError, 'insert: found an item without attributes');
    expect(() => expire({ pk: undefined })).to.throw(ConfigurationError, 'expire: found an item without attributes');
  });

  it('must be the same before and after', () => {
    expect(() => modify({ id: 1 }, { id: 2 })).to.throw(ConfigurationError, 'modify: found a new item that differs');
    expect(modify({ id: 1n }, { id: 1 }).dynamodb.Keys).to.deep.equal({ id: { N: '1' } });
  });
});

describe('the options of a record', () => {
  const refused: [string, object][] = [
    ['tabel', { tabel: 'Orders' }],
    ['table: found ""', { table: '' }],
    ['viewType: found "NEW"', { viewType: 'NEW' }],
    ['keys: found "pk"', { keys: 'pk' }],
    ['keys: found', { keys: [] }],
    ['keys: found', { keys: ['pk', 'sk', 'status'] }],
    ['createdAt: found "Invalid Date"', { createdAt: new Date(Number.NaN) }],
    ['createdAt: found "1"', { createdAt: 1 }],
  ];
  for (const [message, wrong] of refused) {
    it(`are refused where they cannot be right: ${JSON.stringify(wrong)}`, () => {
      expect(() => remove(PAID, wrong))
        .to.throw(ConfigurationError, message)
        .with.property('message')
        .that.includes('remove');
    });
  }
});

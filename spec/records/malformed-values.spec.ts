import { expect } from 'chai';
import { bootstrap, InvalidEventError, type Pattern, type StreamRecord, stream } from '../../lib/index.js';
import { sizeOf } from '../../lib/records/size.js';
import { silent, wireInsert, wireModify } from './views.js';

/** What is no value of DynamoDB, as JSON may hold it. */
const MALFORMED: readonly unknown[] = [
  ...[
    null,
    'PAID',
    5,
    true,
    [],
    {},
    { X: 'PAID' },
    { S: 5 },
    { S: null },
    { S: {} },
    { N: {} },
    { N: null },
    { N: [] },
  ],
  ...[
    { L: 'x' },
    { L: {} },
    { M: null },
    { M: 'x' },
    { M: [] },
    { SS: 'x' },
    { NS: {} },
    { BS: 5 },
    { B: 5 },
    { B: {} },
  ],
  ...[{ BOOL: 'true' }, { NULL: null }, { BOOL: {} }, { SS: [5] }, { L: [null] }, { L: ['x'] }, { L: [{ S: 5 }] }],
];

const PATTERNS: Readonly<Record<string, unknown>> = {
  text: 'PAID',
  number: 5,
  boolean: true,
  null: null,
  several: ['PAID', 5],
  prefix: { prefix: 'P' },
  suffix: { suffix: 'D' },
  wildcard: { wildcard: 'P*D' },
  'equals-ignore-case': { 'equals-ignore-case': 'paid' },
  'anything-but': { 'anything-but': ['LOST'] },
  'anything-but a prefix': { 'anything-but': { prefix: 'L' } },
  numeric: { numeric: ['>', 1] },
  exists: { exists: true },
  'no existence': { exists: false },
  map: { city: 'Delft' },
};

/** Text of an error that some code threw, in place of one that says what is wrong. */
const CRASHED = /is not a function|Cannot read|undefined \(|not iterable|Cannot convert/;

async function assertFails(handlers: object, record: unknown, what: string): Promise<void> {
  const event = { Records: [record] };
  const { failures, skipped } = await bootstrap(handlers, { logger: silent }).dispatch(event);
  const [error] = failures[0]?.errors ?? [];
  expect(skipped, what).to.equal(0);
  expect(error?.cause, what).to.be.an.instanceof(InvalidEventError);
  expect(error?.message, what).not.to.match(CRASHED);
  expect(error?.message, what).not.to.include('PAID');
}

const nothing = () => {};

describe('a malformed value that a filter looks at fails its record', () => {
  for (const [name, matcher] of Object.entries(PATTERNS)) {
    it(`with an InvalidEventError: ${name}`, async () => {
      const pattern = { status: matcher } as Pattern;
      const deep = { address: { status: matcher } } as Pattern;
      for (const value of MALFORMED) {
        const what = JSON.stringify(value);
        const image = { status: value } as never;
        await assertFails(stream().onInsert({ newImage: pattern }, nothing), wireInsert(image), what);
        await assertFails(stream().onInsert({ item: pattern }, nothing), wireInsert(image), what);
        const change = { Keys: image, NewImage: { pk: { S: 'x' } } };
        const record = { ...wireInsert({}), dynamodb: change };
        await assertFails(stream().onInsert({ keys: pattern }, nothing), record, what);
        const around = { address: { M: image } };
        await assertFails(stream().onInsert({ newImage: deep }, nothing), wireInsert(around), what);
      }
    });
  }

  it('or a path leads through', async () => {
    for (const value of MALFORMED.filter((each) => !JSON.stringify(each).includes('['))) {
      const bad = wireModify({ a: value } as never, { a: { M: { b: { S: 'x' } } } });
      for (const path of ['a.b', 'a.b.c', 'a[0]', 'a[0].c']) {
        await assertFails(stream().onChange(path, nothing), bad, `${path} of ${JSON.stringify(value)}`);
      }
    }
  });

  it('or a change compares, from either side, and with a missing one', async () => {
    for (const value of MALFORMED) {
      const isList = Object(value).L?.length === 1;
      // A list is looked into where there is another one.
      for (const other of isList
        ? [{ L: [{ S: 'x' }] }, { L: [] }]
        : [undefined, { S: 'x' }, { N: '1' }, { L: [{ S: 'x' }] }, { SS: ['x'] }, { M: {} }, value]) {
        const [one, two] = [{ a: value }, other === undefined ? {} : { a: other }] as never[];
        const what = `${JSON.stringify(value)} and ${JSON.stringify(other)}`;
        await assertFails(stream().onChange('a', nothing), wireModify(one as never, two as never), what);
        await assertFails(stream().onChange('a', nothing), wireModify(two as never, one as never), what);
      }
    }
  });

  const readers: Readonly<Record<string, (record: StreamRecord) => unknown>> = {
    'changed()': (record) => record.changed(),
    "changed('a')": (record) => record.changed('a'),
    changes: (record) => record.changes,
  };
  for (const [name, read] of Object.entries(readers)) {
    it(`or a handler compares with ${name}`, async () => {
      for (const value of MALFORMED) {
        const record = wireModify({ a: value } as never, { a: { L: [{ S: 'x' }] } });
        await assertFails(stream().onModify(read), record, JSON.stringify(value));
      }
    });
  }

  it('and names the handler, the place and the type', async () => {
    const handlers = stream({ name: 'Orders' }).onInsert(
      { newImage: { status: { prefix: 'P' } } },
      function confirm() {},
    );
    const { failures } = await bootstrap(handlers, { logger: silent }).dispatch({
      Records: [wireInsert({ status: { S: 5 } } as never)],
    });
    expect(failures[0]?.errors[0]?.message).to.include('Orders.confirm.newImage.status: found S: number');
  });
});

describe('a malformed value that no filter looks at', () => {
  it('fails nothing', async () => {
    for (const value of MALFORMED) {
      const record = wireInsert({ status: { S: 'PAID' }, other: value } as never);
      const handlers = stream().onInsert({ newImage: { status: 'PAID' } }, nothing);
      const { handled } = await bootstrap(handlers, { logger: silent }).dispatch({ Records: [record] });
      expect(handled, JSON.stringify(value)).to.equal(1);
    }
  });
});

describe('an image that is nested too deep', () => {
  const deep = (levels: number) => {
    let value: object = { S: 'x' };
    for (let level = 0; level < levels; level++) value = { M: { a: value } };
    return value;
  };

  it('fails its record with an InvalidEventError', async () => {
    const record = wireModify({ a: deep(50_000) } as never, { a: deep(50_000) } as never);
    await assertFails(stream().onChange('a', nothing), record, '@OnChange');
    await assertFails(
      stream().onModify((each) => each.changed()),
      record,
      'changed',
    );
  });
});

describe('the size of an item', () => {
  it('is none where a value is malformed', () => {
    for (const value of MALFORMED)
      expect(() => sizeOf({ a: value } as never), JSON.stringify(value)).to.throw(InvalidEventError);
  });
});

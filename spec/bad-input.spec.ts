import { expect } from 'chai';
import fc from 'fast-check';
import { type AttributeMap, bootstrap, InvalidEventError, stream } from '../lib/index.js';
import { type DeliveredRecord, insert, lambdaContext, streamEvent } from '../lib/testing/index.js';
import { readImage, silent, wireInsert, wireModify } from './records/views.js';
import { KINDS, messagesOf, readingHandler, three } from './sources/events.js';
import { assertTells, SECRET, text } from './sources/secrets.js';

describe('a malformed event', () => {
  const foreign = (record: object) => ({ Records: [record] });
  const events: [string, unknown, string?][] = [
    ['none', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an empty object', {}],
    ['a number', 5, 'number'],
    ['a text', SECRET, 'string'],
    ['an event as JSON text', JSON.stringify({ [SECRET]: streamEvent(insert({ id: SECRET })) })],
    ['null as Records', { Records: null }, 'null'],
    ['an object as Records', { Records: { 0: insert({ id: 1 }), length: 1 } }],
    ['a text as Records', { Records: SECRET }],
    ['a number as Records', { Records: 3 }, 'number'],
    ['records under another name', { records: [insert({ id: 1 })] }],
    ['S3', foreign({ eventVersion: '2.1', eventSource: 'aws:s3', s3: { object: { key: SECRET } } }), 'aws:s3'],
    ['SQS', foreign({ messageId: '1', body: SECRET, eventSource: 'aws:sqs' }), 'aws:sqs'],
    ['SNS', foreign({ EventVersion: '1.0', EventSource: 'aws:sns', Sns: { Message: SECRET } }), 'aws:sns'],
    ['SQS through a pipe', [{ messageId: '1', body: SECRET, eventSource: 'aws:sqs' }], 'aws:sqs'],
    ['EventBridge', { version: '0', id: '1', 'detail-type': 'x', source: 'x', detail: { id: SECRET } }],
    ['API Gateway', { httpMethod: 'GET', path: '/', body: SECRET }],
  ];
  for (const [what, event, ...names] of events) {
    it(`is refused as a whole: ${what}`, async () => {
      const handler = readingHandler([], { reportBatchItemFailures: true, onError: () => 'skip' });
      for (const run of [() => handler(event, lambdaContext()), () => handler.dispatch(event)]) {
        const error = await run().then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(error).to.be.an.instanceof(InvalidEventError);
        assertTells(String(error), ...names.filter((name) => name !== undefined));
      }
      expect(handler.seen).to.deep.equal([]);
    });
  }
});

describe('a malformed image', () => {
  const at = (value: unknown) => ({ id: { N: '2' }, address: { M: { x: value } } }) as AttributeMap;
  const images: [unknown, string, string][] = [
    [{ id: { N: '2' }, top: { X: SECRET } }, 'newImage.top', '"X"'],
    [{ id: { N: '2' }, top: {} }, 'newImage.top', 'no type'],
    [{ id: { N: '2' }, top: null }, 'newImage.top', 'no type'],
    [{ id: { N: '2' }, top: SECRET }, 'newImage.top', ''],
    [{ id: 2, top: SECRET }, 'newImage.id', ''],
    [at({ X: SECRET }), 'newImage.address.x', '"X"'],
    [at({ L: [{ M: { deeper: { X: SECRET } } }] }), 'newImage.address.x', '"X"'],
    [at({ B: `${SECRET}!` }), 'newImage.address.x', 'base64'],
    [at({ B: 'Zm9vYg' }), 'newImage.address.x', 'base64'],
    [at({ B: 'Zm9vYg=' }), 'newImage.address.x', 'base64'],
    [at({ B: 'Zm9vYg===' }), 'newImage.address.x', 'base64'],
    [at({ B: 'Zm9v=' }), 'newImage.address.x', 'base64'],
    [at({ B: 'Zm9v====' }), 'newImage.address.x', 'base64'],
    [at({ B: 'Zm=vYg==' }), 'newImage.address.x', 'base64'],
    [at({ B: 'Zm 9' }), 'newImage.address.x', 'base64'],
    [at({ B: '====' }), 'newImage.address.x', 'base64'],
    [at({ B: 5 }), 'newImage.address.x', 'base64'],
    [at({ BS: ['AA==', SECRET] }), 'newImage.address.x', 'base64'],
    [at({ N: { N: SECRET } }), 'newImage.address.x', 'number'],
    [at({ N: null }), 'newImage.address.x', 'number'],
    [at({ NS: SECRET }), 'newImage.address.x', 'list'],
    [at({ SS: { 0: SECRET } }), 'newImage.address.x', 'list'],
    [at({ L: null }), 'newImage.address.x', 'list'],
    [at({ M: SECRET }), 'newImage.address.x', 'map'],
    [at({ M: [{ S: SECRET }] }), 'newImage.address.x', 'map'],
    [SECRET, 'Image', ''],
    [5, 'Image', ''],
    [[{ S: SECRET }], 'Image', ''],
  ];
  for (const [image, ...names] of images) {
    it(`fails its record alone, and says where: ${text(image)}`, async () => {
      const [first, , last] = three();
      const bad = wireInsert(image as AttributeMap);
      const outcome = await readingHandler().dispatch({ Records: [first, bad, last] });
      expect(outcome).to.deep.include({ handled: 1, skipped: 0 });
      expect(outcome.failures[0]?.record.raw).to.equal(bad);
      expect(outcome.failures[0]?.errors[0]?.cause).to.be.an.instanceof(InvalidEventError);
      for (const message of messagesOf(outcome)) assertTells(message, ...names);
      const skipping = readingHandler([], { onError: () => 'skip' });
      expect(await skipping.dispatch({ Records: [first, bad, last] })).to.deep.include({ handled: 3, failures: [] });
      expect(skipping.seen).to.deep.equal([1, 3]);
    });
  }

  it('is found by the changes too, which say where', async () => {
    const handler = bootstrap(
      stream().onModify((record) => record.changes),
      { logger: silent },
    );
    const event = { Records: [wireModify(at({ S: 'x' }), at({ X: SECRET }))] };
    for (const message of messagesOf(await handler.dispatch(event))) assertTells(message, 'address.x');
  });

  for (const image of [SECRET, 5, true, [{ S: SECRET }]]) {
    it(`is never silently not matched by a filter: ${text(image)}`, async () => {
      const unused = () => undefined;
      const handlers = [
        stream().onInsert({ newImage: { id: 2 } }, unused),
        stream().onChange('id', { on: ['INSERT'] }, unused),
      ];
      for (const handler of handlers) {
        const { failures } = await bootstrap(handler, { logger: silent }).dispatch({
          Records: [wireInsert(image as unknown as AttributeMap)],
        });
        expect(failures).to.have.length(1);
      }
    });
  }
});

describe('an item at the limits', () => {
  const nested = (depth: number) =>
    Array.from({ length: depth }).reduce<object>((M) => ({ M: { a: M } }), { S: 'x' }) as AttributeMap[string];

  it('may be nested 32 deep', async () => {
    const read = JSON.stringify(await readImage({ a: nested(31) }));
    expect(read).to.equal(`${'{"a":'.repeat(32)}"x"${'}'.repeat(32)}`);
  });

  it('may be as large as DynamoDB lets it be', async () => {
    const long = 'x'.repeat(400 * 1024);
    const wide = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [`attribute${index}`, { N: `${index}` }]),
    );
    expect(await readImage({ long: { S: long }, wide: { M: wide } })).to.deep.include({ long });
    expect(await readImage(wide)).to.include({ attribute0: 0, attribute19999: 19999 });
  });

  const deep = () => nested(10_000);
  const hostile: [string, () => object][] = [
    ['its image', () => wireInsert({ a: deep() })],
    ['its list', () => wireInsert({ a: { L: [deep()] } })],
    ['both its images', () => wireModify({ a: deep() }, { a: deep() })],
    ['its key', () => ({ ...insert({ id: 2 }), dynamodb: { Keys: { id: deep() }, NewImage: { id: { N: '2' } } } })],
  ];
  const handlers = {
    'that reads it': stream().onAny(({ keys, changes, newImage }) => [keys, changes, newImage]),
    'with a pattern': stream().onAny(
      { newImage: { a: { a: { a: 'x' } } }, keys: { id: { exists: true } } },
      () => undefined,
    ),
    'of a change': stream().onChange('a', { on: ['INSERT', 'MODIFY'] }, () => undefined),
    'of another table': stream({ table: 'Others' }).onAny(() => undefined),
  };
  for (const [where, recordOf] of hostile) {
    for (const [which, handler] of Object.entries(handlers)) {
      for (const concurrency of [1, 4]) {
        it(`crashes no batch, nested 10,000 deep in ${where}: a handler ${which}, concurrency ${concurrency}`, async () => {
          const [first, , last] = three();
          const batch = [first, recordOf(), last];
          const others = stream({ name: 'others' }).onAny(
            { newImage: { id: [1, 3] } },
            ({ newImage }) => Object(newImage).id,
          );
          const options = { logger: silent, concurrency, onError: () => 'skip' as const };
          const { handled, skipped, results, checkpoint } = await bootstrap([handler, others], options).dispatch(batch);
          expect(handled + skipped).to.equal(3);
          expect(checkpoint).to.equal(undefined);
          const values = results.filter((result) => result.handler.startsWith('others')).map(({ value }) => value);
          expect(values.sort()).to.deep.equal([1, 3]);
        });
      }
    }
  }

  it('fails alone where it is too deep to be read', async () => {
    const [first, second, last] = three();
    const tooDeep = { ...second, dynamodb: { ...second.dynamodb, NewImage: { id: { N: '2' }, a: nested(200_000) } } };
    const { handled, failures, checkpoint } = await readingHandler().dispatch({ Records: [first, tooDeep, last] });
    expect({ handled, failures: failures.length }).to.deep.equal({ handled: 1, failures: 1 });
    expect(checkpoint).to.equal(second.dynamodb.SequenceNumber);
  });
});

describe('an unknown eventName', () => {
  const renamed = (record: DeliveredRecord, eventName: unknown) => Object.assign(record, { eventName });

  for (const { name, elements, event } of KINDS) {
    it(`is warned about once per invocation, skipped and counted, from ${name}`, async () => {
      const warnings: string[] = [];
      const logger = { ...silent, warn: (message: string) => void warnings.push(message) };
      const handler = readingHandler([], { logger });
      for (const eventName of ['UPSERT', 'insert', undefined, null, '__proto__', 5]) {
        const [first, second, third] = three();
        const batch = event(elements(renamed(first, eventName), second, renamed(third, eventName)));
        const outcome = await handler.dispatch(batch);
        expect(outcome).to.deep.include({ records: 3, handled: 1, skipped: 2, failures: [], checkpoint: undefined });
        expect(warnings).to.have.length(1);
        expect(warnings.splice(0)[0]).to.include(String(eventName)).and.include('expected INSERT, MODIFY or REMOVE');
      }
      expect(handler.seen).to.deep.equal(Array(6).fill(2));
    });
  }
});

describe('input of any kind', () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const typed = fc.dictionary(
    fc.constantFrom('S', 'N', 'M', 'L', 'B', 'SS', 'NS', 'BS', 'NULL', 'X', 'toString'),
    json,
  );
  const image = fc.oneof(
    json,
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'toString'), fc.oneof(json, typed)),
  );
  const record = fc.record(
    {
      eventName: fc.oneof(fc.constantFrom('INSERT', 'MODIFY', 'REMOVE'), json),
      eventID: json,
      eventSourceARN: json,
      tableName: json,
      userIdentity: json,
      dynamodb: fc.record(
        { Keys: image, NewImage: image, OldImage: image, SequenceNumber: json },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['eventName', 'dynamodb'] },
  );
  const readAll = stream({ table: /./ }).onAny((each) => [each.keys, each.changed('a.b'), each.changes]);
  const reading = stream({ name: 'all' })
    .onAny({ newImage: { a: { b: { exists: true } } } }, (each) => each.newImage)
    .onChange(['a', 'b[0].c'], (each) => each.oldImage);

  it('is refused with an InvalidEventError, or comes to an outcome', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, fc.record({ Records: json })), async (event) => {
        const outcome = await bootstrap([readAll, reading], { logger: silent })
          .dispatch(event)
          .catch((error: unknown) => error);
        if (!(outcome instanceof InvalidEventError)) expect(outcome).to.have.property('handled');
      }),
    );
  });

  it('in records accounts for each of them, whatever the concurrency', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 6 }),
        fc.integer({ min: 1, max: 3 }),
        async (records, concurrency) => {
          const options = { logger: silent, concurrency };
          const event = { Records: records };
          const skipping = bootstrap([readAll, reading], { ...options, onError: () => 'skip' });
          const settled = await skipping.dispatch(event);
          expect(settled.handled + settled.skipped).to.equal(records.length);
          const { checkpoint, failures } = await bootstrap([readAll, reading], options).dispatch(event);
          expect(checkpoint === undefined).to.equal(failures.length === 0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

import assert from 'node:assert/strict';
import { bootstrap, type OnError, stream } from '../../lib/index.js';
import { type DeliveredRecord, insert, kinesisEvent, streamEvent } from '../../lib/testing/index.js';
import { type LogLine, RecordedLog } from './recorded-log.js';
import { VirtualClock } from './virtual-clock.js';

/** What stands in the items and must not get into a log. */
const SECRET = 'xyzzy-4111111111111111';

function secretRecords(count: number): DeliveredRecord[] {
  return Array.from({ length: count }, (_, id) => insert({ id, card: SECRET, lines: [{ note: SECRET }] }));
}

const down = new Error('down');
const fails = stream()
  .onAny({ keys: { id: [1, 2] } }, function mail() {
    throw down;
  })
  .onAny({ keys: { id: 1 } }, function bill() {
    throw 'no funds';
  });

async function logOf(onError?: OnError, concurrency = 1) {
  const log = new RecordedLog();
  const batch = secretRecords(4);
  const options = { logger: log, concurrency, ...(onError && { onError }) };
  await bootstrap(fails, options).dispatch(streamEvent(...batch));
  return { log, batch };
}

/** The one line about a failure of a handler. */
function aboutFailure({ lines }: RecordedLog, id: string, record: DeliveredRecord | undefined): LogLine {
  const about = lines.filter(({ details }) =>
    details.some((detail) => Object(detail).handler === id && Object(detail).eventID === record?.eventID),
  );
  assert.equal(about.length, 1, `lines about ${id}`);
  assert.ok(about[0]);
  return about[0];
}

describe('the log', () => {
  it('says nothing about a batch that was handled', async () => {
    const log = new RecordedLog();
    await bootstrap(
      stream().onInsert(() => {}),
      { logger: log },
    ).dispatch(streamEvent(...secretRecords(3)));
    assert.deepEqual(log.lines, []);
  });

  it('tells the position of Kinesis data that cannot be read, which only its element knows', async () => {
    const log = new RecordedLog();
    const event = kinesisEvent(...secretRecords(1));
    const [element] = event.Records;
    assert.ok(element);
    element.kinesis.data = 'no base64 JSON';
    await bootstrap(fails, { logger: log }).dispatch(event);
    const details = log.lines.flatMap((line) => line.details).map((detail) => Object(detail).sequenceNumber);
    assert.deepEqual(details, [element.kinesis.sequenceNumber]);
  });

  it('tells each failure once, with event, position, handler and error', async () => {
    const { log, batch } = await logOf();
    const [, record] = batch;
    assert.equal(log.lines.length, 2);
    for (const [id, error] of [
      ['stream.mail', down],
      ['stream.bill', 'no funds'],
    ] as const) {
      const { level, details } = aboutFailure(log, id, record);
      assert.equal(level, 'error');
      assert.equal(details.length, 1);
      const { eventID, sequenceNumber, error: logged } = Object(details[0]);
      assert.equal(eventID, record?.eventID);
      assert.equal(sequenceNumber, record?.dynamodb.SequenceNumber);
      const { message, stack } = Object(error);
      if (error === down) assert.deepEqual([logged.message, logged.stack], [message, stack]);
      else assert.equal(logged, error);
    }
  });

  it('tells a failure that was skipped once, as a warning', async () => {
    const { log, batch } = await logOf(() => 'skip');
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ['warn', 'warn', 'warn'],
    );
    assert.match(aboutFailure(log, 'stream.mail', batch[1]).message, /skip/);
    assert.match(aboutFailure(log, 'stream.bill', batch[1]).message, /skip/);
    assert.match(aboutFailure(log, 'stream.mail', batch[2]).message, /skip/);
  });

  it('never has anything of the items in it', async () => {
    const throwing = () => {
      throw new Error('no queue');
    };
    for (const onError of [undefined, () => 'skip' as const, throwing]) {
      for (const concurrency of [1, 4]) {
        const { log } = await logOf(onError, concurrency);
        assert.ok(log.lines.length > 0);
        assert.ok(!log.text.includes(SECRET), log.text);
      }
    }
  });

  describe('has nothing of the item in it either', () => {
    const [record] = secretRecords(1);
    const [kinesis] = kinesisEvent(...secretRecords(1)).Records;
    assert.ok(record && kinesis);
    const notJson = Buffer.from(SECRET).toString('base64');
    const withImage = (card: object) => ({ ...record, dynamodb: { ...record.dynamodb, NewImage: { card } } });
    const malformed: [string, unknown][] = [
      ['keys that are text', { ...record, dynamodb: { ...record.dynamodb, Keys: SECRET } }],
      ['a change that is text', { ...record, dynamodb: SECRET }],
      ['Kinesis data that is no JSON', { ...kinesis, kinesis: { ...kinesis.kinesis, data: notJson } }],
      ['a value of no known type', withImage({ X: SECRET })],
      ['a number that is none', withImage({ N: [SECRET] })],
      ['a map that is text', withImage({ M: SECRET })],
      ['a list that is text', withImage({ L: SECRET })],
    ];
    const reads = stream().onInsert(({ newImage }) => newImage.card);
    for (const [what, raw] of malformed) {
      it(`where a record has ${what}`, async () => {
        const log = new RecordedLog();
        const { failures } = await bootstrap(reads, { logger: log }).dispatch({ Records: [raw] });
        assert.equal(failures.length, 1);
        assert.equal(log.lines.length, 1);
        assert.ok(!log.text.includes(SECRET), log.text);
        assert.ok(!log.text.includes(notJson), log.text);
      });
    }
  });

  it('warns of an unknown eventName once per invocation, and the record counts as skipped', async () => {
    const log = new RecordedLog();
    const handler = bootstrap(
      stream().onAny(() => {}),
      { logger: log, concurrency: 2 },
    );
    const [known, ...others] = secretRecords(4);
    const unknown = others.map((record, index) => ({ ...record, eventName: `TRUNCATE${index % 2}` }));
    for (const invocation of [1, 2]) {
      const { handled, skipped, checkpoint } = await handler.dispatch({ Records: [...unknown, known] });
      assert.deepEqual({ handled, skipped, checkpoint }, { handled: 1, skipped: 3, checkpoint: undefined });
      assert.equal(log.at('warn').length, invocation);
    }
    assert.equal(log.lines.length, 2);
    assert.match(log.lines[0]?.message ?? '', /TRUNCATE0/);
    assert.ok(!log.text.includes(SECRET));
  });

  it('says nothing of records that no handler wants', async () => {
    const log = new RecordedLog();
    await bootstrap(
      stream({ table: 'Table' }).onRemove(() => {}),
      { logger: log },
    ).dispatch(streamEvent(...secretRecords(2)));
    assert.deepEqual(log.lines, []);
  });

  it('warns, once, that time was up and from where on the batch is handed back', async () => {
    const log = new RecordedLog();
    const clock = new VirtualClock();
    const handler = bootstrap(
      stream().onAny(() => clock.sleep(300)),
      { logger: log },
    );
    const batch = secretRecords(5);
    await clock.run(() => handler.dispatch(streamEvent(...batch), clock.context(1000)));
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ['warn'],
    );
    assert.match(log.text, /time/);
    const { SequenceNumber = '?' } = batch[2]?.dynamodb ?? {};
    assert.ok(log.text.includes(SequenceNumber), log.text);
    assert.ok(!log.text.includes(SECRET));
  });

  it('is the console, unless the options name another', async () => {
    const { error } = console;
    const printed: unknown[][] = [];
    console.error = (...args) => void printed.push(args);
    try {
      await bootstrap(fails).dispatch(streamEvent(...secretRecords(2)));
    } finally {
      console.error = error;
    }
    assert.equal(printed.length, 2);
  });
});

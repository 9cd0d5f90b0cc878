import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { bootstrap, stream } from '../../../lib/index.js';
import { type RedriveOptions, type RedriveOutcome, redrive } from '../../../lib/replay/index.js';
import { readFailedBatch } from '../../../lib/replay/redrive/failed-batch.js';
import { handlerTarget } from '../../../lib/replay/target/local-target.js';
import { insert } from '../../../lib/testing/index.js';
import { givenUp, inFolder } from '../../local/failure/given-up.js';
import { RecordedTarget } from './recorded-target.js';

const order = (pk: string) => insert({ pk }, { table: 'Orders' });
const batchOf = (...records: unknown[]) => JSON.stringify({ ...givenUp().record, payload: { Records: records } });
const nested = (depth: number) => `${'{"M":{"a":'.repeat(depth)}{"S":"x"}${'}}'.repeat(depth)}`;

/** Batches of which no handler can handle all. */
const MALFORMED: readonly string[] = [
  batchOf({ kinesis: null }),
  batchOf({ kinesis: 5 }),
  batchOf({ kinesis: {} }),
  batchOf({ kinesis: { data: 5 } }),
  batchOf({ kinesis: { data: Buffer.from('null').toString('base64') } }),
  batchOf({}),
  batchOf({ dynamodb: null }),
  batchOf({ dynamodb: { Keys: 5 } }),
  batchOf({ ...order('ORDER#1'), dynamodb: { Keys: { pk: { S: 'ORDER#1' } }, NewImage: 5 } }),
  batchOf(null),
  batchOf(),
  batchOf('text'),
  JSON.stringify({ ...givenUp().record, payload: 'no JSON' }),
  JSON.stringify({ ...givenUp().record, payload: 5 }),
  JSON.stringify({ ...givenUp().record, DDBStreamBatchInfo: null, payload: { Records: [order('ORDER#1')] } }),
  JSON.stringify({ ...givenUp().record, DDBStreamBatchInfo: { streamArn: 5 } }),
  'no JSON',
  '[]',
  'null',
  '"text"',
  '{}',
];

describe('redrive of malformed batches', () => {
  let seen: string[];
  const logger = { debug() {}, info() {}, warn() {}, error() {} };

  function onstreamTarget() {
    const handlers = stream().onAny(function audit(record) {
      if (record.eventName !== 'INSERT') throw new Error('no such thing today');
      seen.push(String(Object(record.newImage).pk));
    });
    return handlerTarget(bootstrap(handlers, { logger }));
  }

  beforeEach(() => {
    seen = [];
  });

  async function run(bucket: string, target: RedriveOptions['target'] = onstreamTarget()) {
    const outcomes: RedriveOutcome[] = [];
    const summary = await redrive({ bucket, target, onOutcome: (outcome) => void outcomes.push(outcome) });
    return { ...summary, outcomes };
  }

  it('counts and names each in a file of lines, leaves it there, and goes on', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'failed.jsonl');
      const lines = MALFORMED.flatMap((text, number) => [text, batchOf(order(`ORDER#${number}`))]);
      writeFileSync(file, `${lines.join('\n')}\n`);
      const { handled, failed, refused, left, outcomes } = await run(file);
      expect({ handled, bad: failed + refused, left }).to.deep.equal({
        handled: MALFORMED.length,
        bad: MALFORMED.length,
        left: 0,
      });
      expect(seen).to.deep.equal(MALFORMED.map((_, number) => `ORDER#${number}`));
      const bad = outcomes.filter(({ status }) => status !== 'handled');
      expect(bad.map(({ name }) => name)).to.deep.equal(MALFORMED.map((_, number) => `${file}:${number * 2 + 1}`));
      for (const { reason } of bad) expect(reason).to.be.a('string').and.not.to.equal('');
    }));

  it('counts and names each file of a folder, leaves it there, and goes on', () =>
    inFolder(async (folder) => {
      for (const [number, text] of MALFORMED.entries()) writeFileSync(join(folder, `${100 + number}`), text);
      writeFileSync(join(folder, '999'), batchOf(order('ORDER#1')));
      const { handled, failed, refused, outcomes } = await run(folder);
      expect({ handled, bad: failed + refused }).to.deep.equal({ handled: 1, bad: MALFORMED.length });
      expect(outcomes[0]?.name).to.equal(join(folder, '100'));
      expect(readdirSync(folder).filter((name) => /^1\d\d$/.test(name))).to.have.length(MALFORMED.length);
    }));

  it('runs the other records of a batch, and names the malformed one', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'a'), batchOf(order('ORDER#1'), { kinesis: null }, order('ORDER#2')));
      const { failed, outcomes, records } = await run(folder);
      expect({ failed, records }).to.deep.equal({ failed: 1, records: 2 });
      // As on Lambda, what has no position fails with the record before it, which comes again.
      expect(new Set(seen)).to.deep.equal(new Set(['ORDER#1', 'ORDER#2']));
      expect(outcomes[0]?.failures).to.have.length(1);
      expect(outcomes[0]?.reason).to.equal('1 of 3 records failed');
    }));

  it('goes on where the target throws for a batch, and where a record is nested too deep', () =>
    inFolder(async (folder) => {
      for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, name), batchOf(order(name)));
      const deep = batchOf(order('deep')).replace('"NewImage":{', `"NewImage":{"deep":${nested(2_000)},`);
      writeFileSync(join(folder, 'd'), deep);
      const target = new RecordedTarget();
      target.before = () => {
        if (target.deliveries.length === 1) {
          target.before = () => undefined;
          throw new TypeError('cannot read properties of null');
        }
      };
      const { handled, failed, outcomes } = await run(folder, target);
      expect({ handled, failed }).to.deep.equal({ handled: 3, failed: 1 });
      expect(outcomes[1]).to.deep.include({
        status: 'failed',
        name: join(folder, 'b'),
        reason: '1 of 1 records failed',
      });
      expect(outcomes[1]?.failures[0]?.reason).to.equal('TypeError: cannot read properties of null');
      expect(readdirSync(folder).toSorted()).to.deep.equal(['b', 'b.error.json', 'done']);
    }));

  it('runs what an editor of Windows has saved', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'failed.jsonl');
      const saved = (...orders: string[]) => `\ufeff${orders.map((pk) => batchOf(order(pk))).join('\r\n')}\r\n`;
      writeFileSync(file, saved('ORDER#1', 'ORDER#2'));
      writeFileSync(join(folder, 'z'), saved('ORDER#3'));
      const { handled, failed, refused } = await run(folder);
      expect({ handled, failed, refused, seen }).to.deep.equal({
        handled: 3,
        failed: 0,
        refused: 0,
        seen: ['ORDER#1', 'ORDER#2', 'ORDER#3'],
      });
    }));

  it('tells whatever a handler throws, whose records have failed like any other', () =>
    inFolder(async (folder) => {
      const refuse = () => {
        throw new Error('no');
      };
      const thrown = [
        Object.create(null),
        Symbol('x'),
        Object.assign(new Error('x'), { message: Symbol('x') }),
        Object.assign(new Error('x'), { name: Object.create(null) }),
        { toString: refuse },
        new Proxy({}, { get: refuse, getPrototypeOf: refuse }),
        undefined,
        'text\nin two lines',
      ];
      for (const number of thrown.keys()) writeFileSync(join(folder, `${number}`), batchOf(order(`${number}`)));
      const throws = (event: unknown) => {
        const [record] = Object(event).Records;
        throw thrown[Number(record.dynamodb.Keys.pk.S)];
      };
      const handlers = stream().onAny(async (record) => throws({ Records: [record.raw] }));
      for (const handler of [throws, bootstrap(handlers, { logger })]) {
        const { failed, outcomes } = await run(folder, handlerTarget(handler));
        expect(failed).to.equal(thrown.length);
        const failures = outcomes.flatMap((outcome) => outcome.failures);
        for (const { eventID, reason } of failures) {
          expect(eventID).to.match(/^replay-/);
          expect(reason).to.match(/^(stream\.OnAny: )?(thrown: |Error: ).+$/);
        }
        expect(failures.at(-1)?.reason).to.match(/thrown: text$/);
      }
    }));

  it('goes on after a file that cannot be read any more', () =>
    inFolder(async (folder) => {
      for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, name), batchOf(order(name)));
      const target = new RecordedTarget();
      target.before = () => rmSync(join(folder, 'b'), { force: true });
      const { handled, failed, outcomes } = await run(folder, target);
      expect({ handled, failed }).to.deep.equal({ handled: 2, failed: 1 });
      expect(outcomes[1]?.reason).to.match(/^cannot be read: ENOENT/);
    }));

  it('reads anything at all as a batch or says why it is none', () => {
    const text = fc.oneof(
      fc.json(),
      fc.string(),
      fc.json().map((payload) => JSON.stringify({ ...givenUp().record, payload })),
    );
    fc.assert(
      fc.property(text, fc.boolean(), (given, holdsEvents) => {
        const read = readFailedBatch(given, { holdsEvents });
        expect('batch' in read || read.problem.length > 0).to.equal(true);
      }),
    );
  });

  it('runs any records at all, and goes on', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.anything({ maxDepth: 3 }).map((value) => Object(value)),
          { minLength: 1, maxLength: 3 },
        ),
        (records) =>
          inFolder(async (folder) => {
            writeFileSync(join(folder, 'a'), batchOf(...records));
            writeFileSync(join(folder, 'b'), batchOf(order('ORDER#1')));
            const { batches, left, outcomes } = await run(folder);
            expect({ batches, left, last: outcomes[1]?.status }).to.deep.equal({
              batches: 2,
              left: 0,
              last: 'handled',
            });
          }),
      ),
      { numRuns: 40 },
    ));

  it('reads the position that SNS has put into an envelope, and does not look into others', () => {
    const { record } = givenUp();
    const envelope = { Type: 'Notification', MessageId: '1', TopicArn: 'arn', Message: JSON.stringify(record) };
    for (const message of [record, envelope]) {
      const read = readFailedBatch(JSON.stringify(message), { holdsEvents: false });
      expect('batch' in read && read.batch.range.startSequenceNumber).to.equal('100');
    }
    for (const other of [
      { ...envelope, Type: 'SubscriptionConfirmation' },
      { ...envelope, Message: 'good morning' },
      { ...envelope, Message: JSON.stringify(envelope) },
      { ...envelope, Message: record },
    ])
      expect(readFailedBatch(JSON.stringify(other), { holdsEvents: false })).to.have.property('problem');
  });

  it('believes no payload of a queue, not even one that is malformed', () => {
    for (const payload of [{ Records: [order('ORDER#1')] }, 5, 'text'])
      expect(readFailedBatch(JSON.stringify({ ...givenUp().record, payload }), { holdsEvents: false }))
        .to.have.property('batch')
        .with.property('payload', undefined);
  });
});

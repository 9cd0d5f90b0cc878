import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DynamoDBRecord } from 'aws-lambda';
import { expect } from 'chai';
import { AwsStandIn } from '../../cli/aws-stand-in.js';
import { Workplace } from '../../cli/workplace.js';
import { SEED, seededRandom } from '../../random.js';
import { Shop } from '../shop.js';

/** More of it is for who has the time: KILLED_ITEMS=10000 KILLED_TIMES=20. */
const ITEMS = Number(process.env.KILLED_ITEMS ?? 240);
const TIMES = Number(process.env.KILLED_TIMES ?? 4);
const BATCH_SIZE = 10;
/** The order on which the function fails. */
const POISON = 77;

/** Seconds by default, and more where more is asked for: each kill ends a run in its middle, and all of it is read. */
const PATIENCE_MS = Math.max(120_000, ITEMS * TIMES * 20);

const env = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' };

describe('onstream replay run, killed', function () {
  this.timeout(PATIENCE_MS);
  let shop: Shop;
  let place: Workplace;
  let lambda: AwsStandIn;

  before(async () => {
    shop = await Shop.open('dynoxide');
    await shop.create('Orders');
    await shop.fill('Orders', ITEMS);
    place = new Workplace();
    lambda = await new AwsStandIn().start();
  });
  after(async () => {
    lambda.stop();
    await place.close();
    await shop.close();
  });

  function run() {
    const endpoints = ['--endpoint', shop.endpoint, '--lambda-endpoint', lambda.endpoint];
    const options = ['--table', 'Orders', '--batch-size', String(BATCH_SIZE), '--checkpoint', 'run.json'];
    return place.onstream(['replay', 'run', '--function', 'orders', '--yes', '--json', ...options, ...endpoints], {
      env,
    });
  }

  /** How many items the checkpoint has as done. */
  function doneOf(): number {
    const file = join(place.folder, 'run.json');
    if (!existsSync(file)) return 0;
    return JSON.parse(readFileSync(file, 'utf8')).state.segments[0].counts.selected;
  }

  it(`delivers each of ${ITEMS} items, and what was done never again, killed ${TIMES} times and taken up, seed ${SEED}`, async () => {
    /** The event ids of all items that have arrived, in the order in which they did. */
    const arrived = new Set<string>();
    /** The first of those, which the checkpoint had as done when the run was taken up. */
    let done = new Set<string>();
    const repeated: number[] = [];
    let isMended = false;
    let onInvoked: () => unknown = () => undefined;
    lambda.invoked = async (records) => {
      for (const record of records) {
        const { eventID = '' } = record;
        if (done.has(eventID)) repeated.push(orderOf(record));
        arrived.add(eventID);
      }
      await onInvoked();
      const poison = isMended ? undefined : records.find((record) => orderOf(record) === POISON);
      return { returns: { batchItemFailures: poison ? [{ itemIdentifier: poison.dynamodb?.SequenceNumber }] : [] } };
    };

    const random = seededRandom();
    for (let kills = 0; kills < TIMES; kills++) {
      const killed = run();
      let left = 1 + Math.floor((random() * ITEMS) / BATCH_SIZE / TIMES);
      // Half of them while the function works, the others when it has just answered.
      const isAnswered = random() < 0.5;
      const isTime = new Promise<void>((resolve) => {
        onInvoked = () => {
          if (--left > 0) return;
          resolve();
          return isAnswered ? undefined : new Promise(() => undefined);
        };
      });
      await isTime;
      await killed.kill();
      done = new Set([...arrived].slice(0, doneOf()));
    }
    onInvoked = () => undefined;
    const last = run();
    const { code } = await last.ended(PATIENCE_MS);

    expect(last.lines('summary')[0]).to.deep.include({
      read: ITEMS,
      selected: ITEMS,
      handled: ITEMS - 1,
      gone: 0,
      failed: 1,
      isComplete: true,
    });
    expect(code).to.equal(1);
    // What had failed is tried again each time.
    expect(repeated.filter((order) => order !== POISON)).to.deep.equal([]);
    // The ids stay the same when a run is taken up: a batch that was in flight comes again as what it was.
    expect(arrived.size).to.equal(ITEMS);
    const orders = lambda.invocations.flat().map(orderOf);
    expect(new Set(orders).size).to.equal(ITEMS);

    isMended = true;
    const invoked = lambda.invocations.length;
    for (const _ of ['mends', 'is complete']) {
      const complete = run();
      expect((await complete.ended(PATIENCE_MS)).code).to.equal(0);
      expect(complete.lines('summary')[0]).to.deep.include({ selected: ITEMS, handled: ITEMS, failed: 0 });
      expect(lambda.invocations.slice(invoked).map((records) => records.map(orderOf))).to.deep.equal([[POISON]]);
    }
  });
});

function orderOf({ dynamodb }: DynamoDBRecord): number {
  return Number(dynamodb?.Keys?.sk?.N);
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { idempotent } from '../../lib/idempotency/index.js';
import { bootstrap, stream } from '../../lib/index.js';
import { redrive } from '../../lib/replay/index.js';
import { handlerTarget } from '../../lib/replay/target/local-target.js';
import { insert, streamEvent } from '../../lib/testing/index.js';
import { givenUp, inFolder } from '../local/failure/given-up.js';
import { IdempotencyTable } from './idempotency-table.js';

describe('redrive to idempotent handlers', () => {
  let table: IdempotencyTable;
  before(async () => {
    table = await IdempotencyTable.start();
  });
  after(() => table.stop());

  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  let calls: string[];
  let isBroken: boolean;
  let handler: ReturnType<typeof bootstrap>;
  beforeEach(async () => {
    await table.empty();
    calls = [];
    isBroken = true;
    const handlers = stream()
      .onInsert(function confirm() {
        calls.push('confirm');
        if (isBroken) throw new Error('no mail today');
      })
      .onInsert(function count() {
        calls.push('count');
      });
    handler = bootstrap(handlers, { use: [idempotent(table.layer())], logger });
  });

  /** A failed batch, with which all handlers were done but `confirm`. */
  async function failed(): Promise<string> {
    const payload = streamEvent(insert({ pk: 'ORDER#1' }, { table: 'Orders' }));
    await handler.dispatch(payload);
    expect(calls.splice(0)).to.deep.equal(['confirm', 'count']);
    return JSON.stringify({ ...givenUp().record, payload });
  }

  it('runs all of them, and what was done then not again, also where a crash kept the batch', () =>
    inFolder(async (folder) => {
      const batch = await failed();
      writeFileSync(join(folder, 'a'), batch);
      const redriven = () => redrive({ bucket: folder, target: handlerTarget(handler) });
      expect((await redriven()).failed).to.equal(1);
      expect(calls.splice(0)).to.deep.equal(['confirm', 'count']);

      isBroken = false;
      expect((await redriven()).handled).to.equal(1);
      expect(calls.splice(0)).to.deep.equal(['confirm']);

      writeFileSync(join(folder, 'a'), batch);
      expect((await redriven()).handled).to.equal(1);
      expect(calls).to.deep.equal([]);
    }));

  it('runs only those that were not done, where the records keep their first ids', () =>
    inFolder(async (folder) => {
      const batch = await failed();
      isBroken = false;
      const redriven = () => redrive({ bucket: folder, target: handlerTarget(handler), originalId: true });
      for (const ran of [['confirm'], []]) {
        writeFileSync(join(folder, 'a'), batch);
        expect((await redriven()).handled).to.equal(1);
        expect(calls.splice(0)).to.deep.equal(ran);
      }
    }));
});

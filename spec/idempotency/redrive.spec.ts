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

describe('redrive to idempotent handlers', function () {
  this.timeout(60_000);
  let table: IdempotencyTable;
  before(async () => {
    table = await IdempotencyTable.start();
  });
  after(() => table.stop());

  it('runs only what failed, or everything where the records get ids of their own', () =>
    inFolder(async (folder) => {
      const calls: string[] = [];
      let broken = true;
      const handlers = stream()
        .onInsert(function confirm() {
          calls.push('confirm');
          if (broken) throw new Error('no mail today');
        })
        .onInsert(function count() {
          calls.push('count');
        });
      const logger = { debug() {}, info() {}, warn() {}, error() {} };
      const handler = bootstrap(handlers, { use: [idempotent(table.layer())], logger });
      const payload = streamEvent(insert({ pk: 'ORDER#1' }, { table: 'Orders' }));
      await handler.dispatch(payload);
      expect(calls.splice(0)).to.deep.equal(['confirm', 'count']);

      broken = false;
      const target = handlerTarget(handler);
      const keep = () => writeFileSync(join(folder, 'a'), JSON.stringify({ ...givenUp().record, payload }));
      keep();
      expect((await redrive({ bucket: folder, target })).handled).to.equal(1);
      expect(calls.splice(0)).to.deep.equal(['confirm']);

      keep();
      expect((await redrive({ bucket: folder, target })).handled).to.equal(1);
      expect(calls.splice(0)).to.deep.equal([]);

      keep();
      await redrive({ bucket: folder, target, originalId: false });
      expect(calls).to.deep.equal(['confirm', 'count']);
    }));
});

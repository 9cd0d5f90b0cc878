import { expect } from 'chai';
import type { EngineName } from '../../../lib/local/index.js';
import { touch } from '../../../lib/replay/index.js';
import { describeWithEngine } from '../../needs.js';
import { SEED } from '../../random.js';
import { BusyWriter } from '../busy-writer.js';
import { type Fault, FaultyDynamoDB } from '../faulty-dynamodb.js';
import { Shop } from '../shop.js';

/** The full measure is for who has the time: TOUCHED_ITEMS=10000. */
const ITEMS = Number(process.env.TOUCHED_ITEMS ?? 600);

const ENGINES: EngineName[] = ['dynoxide', 'dynamodb-local'];

for (const engine of ENGINES) {
  describeWithEngine(engine, `touch beside other writers, with ${engine}`, function () {
    // Most of it is the writer's turn after every fifth update.
    this.timeout(Math.max(120_000, ITEMS * 100));
    let shop: Shop;
    before(async () => {
      shop = await Shop.open(engine);
    });
    after(() => shop.close());

    it(`loses no write, brings back no item, and fires for each of ${ITEMS} items that still exists, seed ${SEED}`, async () => {
      await shop.create('Orders');
      await shop.fill('Orders', ITEMS);
      const writer = new BusyWriter(shop, 'Orders', ITEMS, ['count', 'count', 'replace', 'delete']).start();
      // However fast either is, they take turns.
      const between = await new FaultyDynamoDB(shop.endpoint, async (operation, nth): Promise<Fault> => {
        if (operation === 'UpdateItem' && nth % 5 === 0) await writer.nextWrite();
        return 'none';
      }).start();
      const summary = await touch({ table: 'Orders', endpoint: between.endpoint });
      between.stop();
      await writer.stop();

      expect(await writer.differences()).to.deep.equal([]);
      const { selected, touched, gone, skipped, failed, left } = summary;
      expect({ failed, left, isComplete: summary.isComplete }).to.deep.equal({ failed: 0, left: 0, isComplete: true });
      expect(touched + gone + skipped).to.equal(selected);

      const records = await shop.records('Orders');
      const fired = new Set(
        records.filter(({ eventName }) => eventName === 'MODIFY').map((one) => one.dynamodb?.Keys?.sk?.N),
      );
      const items = [...(await shop.items('Orders')).keys()];
      expect(items.filter((number) => !fired.has(`${number}`))).to.deep.equal([]);
      // None is touched more than once: as many records as the touch and the writer made.
      const revisions = records.flatMap(({ dynamodb }) => {
        const { OldImage, NewImage } = { ...dynamodb };
        const isTouch = Number(NewImage?.revision?.N ?? 0) === Number(OldImage?.revision?.N ?? 0) + 1;
        return isTouch ? [dynamodb?.Keys?.sk?.N] : [];
      });
      expect(revisions).to.have.length(touched);
      expect(new Set(revisions).size).to.equal(touched);
    });
  });
}

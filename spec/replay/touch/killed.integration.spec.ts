import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { EngineName } from '../../../lib/local/index.js';
import { Workplace } from '../../cli/workplace.js';
import { describeWithEngine } from '../../needs.js';
import { SEED, seededRandom } from '../../random.js';
import { BusyWriter } from '../busy-writer.js';
import { type Fault, FaultyDynamoDB } from '../faulty-dynamodb.js';
import { Shop } from '../shop.js';

/** The full measure is for who has an hour: KILLED_ITEMS=10000 KILLED_TIMES=20. */
const ITEMS = Number(process.env.KILLED_ITEMS ?? 240);
const TIMES = Number(process.env.KILLED_TIMES ?? 4);

/** Seconds by default, and more where more is asked for: each kill ends a run in its middle, and all of it is read. */
const PATIENCE_MS = Math.max(120_000, ITEMS * TIMES * 20);

const ENGINES: EngineName[] = ['dynoxide', 'dynamodb-local'];

for (const engine of ENGINES) {
  describeWithEngine(engine, `onstream replay touch, killed, with ${engine}`, function () {
    this.timeout(PATIENCE_MS);
    let shop: Shop;
    let place: Workplace;
    let faulty: FaultyDynamoDB;

    /** What happens when an update has arrived. */
    let onUpdate: () => Fault | undefined = () => undefined;

    before(async () => {
      shop = await Shop.open(engine);
      place = new Workplace();
      faulty = await new FaultyDynamoDB(shop.endpoint, (operation) => {
        return (operation === 'UpdateItem' && onUpdate()) || 'none';
      }).start();
    });
    after(async () => {
      faulty.stop();
      await place.close();
      await shop.close();
    });

    function touch(checkpoint: string, table: string, endpoint: string) {
      const args = ['--table', table, '--endpoint', endpoint, '--checkpoint', checkpoint];
      return place.onstream(['replay', 'touch', '--yes', '--json', ...args]);
    }

    it(`touches each of ${ITEMS} items exactly once beside another writer, killed ${TIMES} times and taken up, seed ${SEED}`, async () => {
      const [toKill, toRefuse] = [seededRandom(1), seededRandom(2)];
      await shop.create('Killed');
      await shop.fill('Killed', ITEMS);
      const writer = new BusyWriter(shop, 'Killed', ITEMS, ['count', 'count', 'count', 'delete']).start();
      for (let kills = 0; kills < TIMES; kills++) {
        const killed = touch('killed.json', 'Killed', faulty.endpoint);
        // With calls on the way, of which some have arrived and others have not.
        let left = 1 + Math.floor((toKill() * ITEMS) / TIMES / 2);
        const arrived = new Promise<void>((resolve) => {
          onUpdate = () => {
            if (--left === 0) resolve();
            // Some fail, and are tried again by those that take the run up.
            return toRefuse() < 0.2 ? 'refused' : 'none';
          };
        });
        // The last ones may find little left to do.
        await Promise.race([arrived, killed.ended(PATIENCE_MS)]);
        await killed.kill();
      }
      onUpdate = () => undefined;
      const { code, stdout } = await touch('killed.json', 'Killed', shop.endpoint).ended(PATIENCE_MS);
      await writer.stop();
      const [line] = stdout.split('\n').filter((text) => text.includes('"summary"'));
      const { selected, touched, gone, ...rest } = JSON.parse(line ?? '{}');
      expect(rest).to.include({ skipped: 0, failed: 0, left: 0, isComplete: true });
      expect(touched + gone).to.equal(selected);
      expect(code).to.equal(0);
      expect(await writer.differences()).to.deep.equal([]);
      const existing = (await shop.items('Killed')).size;
      expect(await shop.revisions('Killed')).to.deep.equal([['1', existing]]);
    });

    it('writes down what it is about to touch before it touches it', async () => {
      await shop.create('Noted');
      await shop.fill('Noted', 30);
      const running = touch('noted.json', 'Noted', faulty.endpoint);
      const noted = await new Promise<string>((resolve) => {
        onUpdate = () => void resolve(readFileSync(join(place.folder, 'noted.json'), 'utf8'));
      });
      onUpdate = () => undefined;
      await running.ended();
      const { segments }: { segments: { pending: unknown[] }[] } = JSON.parse(noted).state;
      expect(segments.some(({ pending }) => pending.length > 0)).to.equal(true);
    });
  });
}

import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap, stream } from '../../../lib/index.js';
import { type RedriveOptions, type RedriveOutcome, type RedrivePlan, redrive } from '../../../lib/replay/index.js';
import { handlerTarget } from '../../../lib/replay/target/local-target.js';
import { insert, streamEvent } from '../../../lib/testing/index.js';
import { givenUp, inFolder } from '../../local/failure/given-up.js';

describe('redrive with selected handlers', () => {
  const ran: string[] = [];
  const handler = bootstrap(
    stream({ table: 'Orders' })
      .onInsert(function thank() {
        ran.push('thank');
      })
      .onInsert(function add() {
        ran.push('add');
      }),
  );

  async function redriven(options: Partial<RedriveOptions>) {
    ran.length = 0;
    let plan: RedrivePlan | undefined;
    const outcomes: RedriveOutcome[] = [];
    let isThere = true;
    await inFolder(async (folder) => {
      const payload = streamEvent(insert({ pk: '1' }, { table: 'Orders' }), insert({ pk: '2' }, { table: 'Orders' }));
      writeFileSync(join(folder, 'a'), JSON.stringify({ ...givenUp().record, payload }));
      await redrive({
        bucket: folder,
        target: handlerTarget(handler),
        confirm: (given) => {
          plan = given;
          return true;
        },
        onOutcome: (outcome) => void outcomes.push(outcome),
        ...options,
      });
      isThere = existsSync(join(folder, 'a')) && !existsSync(join(folder, 'a.error.json'));
    });
    return { ran: [...ran], plan, outcome: outcomes[0], isThere };
  }

  it('runs these alone and keeps the batch, since the others have not run with it', async () => {
    const result = await redriven({ handlers: ['stream.add'] });
    assert.deepEqual(result.ran, ['add', 'add']);
    assert.equal(result.isThere, true);
    assert.deepEqual(result.plan?.handlers, ['stream.add']);
    assert.equal(result.plan?.settled, 'kept, since other handlers have not run');
    assert.deepEqual([result.outcome?.status, result.outcome?.isKept], ['handled', true]);
  });

  it('takes the batch out where it is told to', async () => {
    const result = await redriven({ handlers: ['stream.add'], deleteHandled: true });
    assert.deepEqual([result.ran, result.isThere], [['add', 'add'], false]);
    assert.equal(result.plan?.settled, 'moved to done/');
  });

  it('takes the batch out where all handlers are selected, and where none are named', async () => {
    for (const options of [{ handlers: ['stream'] }, {}]) {
      const result = await redriven(options);
      assert.deepEqual([result.ran, result.isThere], [['thank', 'add', 'thank', 'add'], false]);
      assert.equal(result.outcome?.isKept, undefined);
    }
  });

  it('does nothing for a name that is no handler, or a target that cannot select', async () => {
    await assert.rejects(redriven({ handlers: ['stream.ad'] }), /did you mean stream\.add\?/);
    const target = { deliver: async () => ({ handled: 2, failures: [] }) };
    await assert.rejects(
      redriven({ handlers: ['stream.add'], target }),
      /a deployed function, which runs all its handlers/,
    );
    assert.deepEqual(ran, []);
  });
});

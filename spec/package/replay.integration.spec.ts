import { expect } from 'chai';
import { consumer } from './installed.js';
import { compile, RESOLUTIONS } from './typescript.js';

const POWERTOOLS = '@aws-lambda-powertools/idempotency';

/** Redrives a batch to handlers that are idempotent, over a store of Powertools. */
const REDRIVE = `
import { mkdirSync, writeFileSync } from 'node:fs';
import { CachePersistenceLayer } from '${POWERTOOLS}/cache';
import { bootstrap, stream } from 'onstream';
import { idempotent } from 'onstream/idempotency';
import { isReplayed, redrive } from 'onstream/replay';
import { insert, streamEvent } from 'onstream/testing';

const kept = new Map();
const client = {
  get: async (name) => kept.get(name) ?? null,
  set: async (name, value, { NX } = {}) => (NX && kept.has(name) ? null : kept.set(name, value) && 'OK'),
  del: async (names) => names.filter((name) => kept.delete(name)).length,
};
const seen = [];
const handlers = stream({ table: 'Orders' }).onInsert((record) => { seen.push([record.keys.pk, isReplayed(record)]); });
const handler = bootstrap(handlers, { use: [idempotent(new CachePersistenceLayer({ client }), { keyPrefix: 'orders' })] });
const target = {
  async deliver(records) {
    const { handled } = await handler.dispatch({ Records: records });
    return { handled, failures: [] };
  },
};

async function run() {
  const payload = streamEvent(insert({ pk: 'a' }, { table: 'Orders' }));
  const streamArn = payload.Records[0].eventSourceARN;
  const DDBStreamBatchInfo = { streamArn, shardId: 'shardId-1', startSequenceNumber: '1', endSequenceNumber: '1' };
  mkdirSync('failed', { recursive: true });
  for (const name of ['1', '2']) writeFileSync('failed/' + name, JSON.stringify({ DDBStreamBatchInfo, payload }));
  const { handled } = await redrive({ bucket: 'failed', target });
  const noClient = await redrive({ queue: 'http://localhost/1/q', target }).catch(String);
  console.log(JSON.stringify({ seen, handled, noClient }));
}
run();
`;

/** Each expected error is one that only real types give. */
const TYPED = `
import { BasePersistenceLayer } from '${POWERTOOLS}/persistence';
import { bootstrap, stream } from 'onstream';
import { HandlerInProgressError, idempotent, type IdempotentOptions } from 'onstream/idempotency';
import {
  type ExportSummary, isReplayed, localTarget, planExport, planRun, planTouch, redrive, type RedriveSummary,
  replayExport, replayRecord, touch, type TouchSummary,
} from 'onstream/replay';

// @ts-expect-error There is no such option.
export const misspelt: IdempotentOptions = { expiresAfter: 60 };

export const withStore = (store: BasePersistenceLayer) => bootstrap(stream(), { use: [idempotent(store, { keyPrefix: 'orders' })] });

export async function replay(): Promise<[TouchSummary, ExportSummary, RedriveSummary]> {
  const target = await localTarget('orders.ts');
  // @ts-expect-error A key is an object.
  await planRun({ table: 'Orders', key: 'CUSTOMER#1' });
  const touched = await touch({ table: 'Orders', where: { status: ['PAID'] } });
  const exported = await replayExport(await planExport({ from: 'export' }), target, { run: 'again' });
  return [touched, exported, await redrive({ bucket: 'failed', target, originalId: true })];
}

console.log(JSON.stringify([planTouch, replayRecord, isReplayed, HandlerInProgressError].map((one) => typeof one)));
`;

describe('replays and idempotent handlers of the installed package', () => {
  const outputs = new Map<string, Promise<string>>();

  before(() => {
    consumer.link(POWERTOOLS);
    for (const { name, ...resolution } of RESOLUTIONS) outputs.set(name, compile(TYPED, resolution, `replay ${name}`));
  });
  after(() => consumer.unlink(POWERTOOLS));

  for (const [how, program, source] of [
    ['imported', 'redrive.mjs', REDRIVE],
    [
      'required',
      'redrive.cjs',
      REDRIVE.replace(/^import (.*) from (.*);$/gm, (_, names, from) => `const ${names} = require(${from});`),
    ],
  ] as const) {
    it(`work where they are ${how}`, async () => {
      const { noClient, ...redriven } = Object(await consumer.write(program, source).node(program));
      expect(redriven).to.deep.equal({ seen: [['a', true]], handled: 2 });
      expect(noClient).to.match(/^ConfigurationError: .*npm install --save-dev @aws-sdk\/client-sqs$/);
    });
  }

  for (const { name } of RESOLUTIONS) {
    it(`have their types with module resolution ${name}`, async () => {
      expect(await consumer.node((await outputs.get(name)) ?? name)).to.deep.equal([
        'function',
        'function',
        'function',
        'function',
      ]);
    });
  }
});

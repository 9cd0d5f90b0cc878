import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { EventSourceMapping, type MappingEvent } from '../../../lib/local/index.js';
import { FakeShards } from '../fake-shards.js';

const WAYS: Readonly<Record<string, (error: Error) => unknown>> = {
  throws: (error) => {
    throw error;
  },
  'rejects at once': (error) => Promise.reject(error),
  'rejects later': (error) => setImmediate().then(() => Promise.reject(error)),
};

let unhandled = 0;
const count = () => void unhandled++;

describe('the onEvent of an event source mapping', () => {
  before(() => process.on('unhandledRejection', count));
  after(() => process.off('unhandledRejection', count));

  for (const type of ['polled', 'invoked', 'succeeded', 'failed', 'retrying', 'bisected', 'discarded'] as const)
    for (const [way, misbehave] of Object.entries(WAYS))
      it(`that ${way} on "${type}" ends the mapping with that error, and fails no batch`, async () => {
        const source = new FakeShards().shard('a').write('a', 2).close('a');
        const succeeded = new Set<string>();
        const again: string[] = [];
        const mapping = new EventSourceMapping({
          source,
          pollIntervalMs: 1,
          eventSource: {
            startingPosition: 'TRIM_HORIZON',
            bisectBatchOnFunctionError: true,
            maximumRetryAttempts: type === 'retrying' ? 1 : 0,
          },
          async invoke({ Records }) {
            const numbers = Records.map(({ dynamodb }) => `${dynamodb?.SequenceNumber}`);
            again.push(...numbers.filter((number) => succeeded.has(number)));
            if (type !== 'succeeded') throw new Error('no');
            for (const number of numbers) succeeded.add(number);
          },
          onEvent: (event: MappingEvent) =>
            (event.type === type ? misbehave(new Error('observed')) : undefined) as void,
        });
        const ended = mapping
          .start()
          .then(() => mapping.done)
          .then(
            () => 'well',
            (error: Error) => error.message,
          );
        expect(await ended).to.equal('observed');
        await setImmediate();
        expect({ again, unhandled }).to.deep.equal({ again: [], unhandled: 0 });
      });
});

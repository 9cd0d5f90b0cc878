import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { EventSourceMapping, type FailureDestination, toFile } from '../../../lib/local/index.js';
import { FakeShards } from '../fake-shards.js';
import { errorOf, inFolder } from './given-up.js';

describe('a mapping with a failure destination', () => {
  /** Gives up every record alone. */
  function mappingWith(onFailure: FailureDestination): EventSourceMapping {
    return new EventSourceMapping({
      source: new FakeShards().shard('one').write('one', 3).shard('two').write('two', 3),
      invoke: () => Promise.reject(new Error('always')),
      eventSource: { batchSize: 1, maximumRetryAttempts: 0 },
      pollIntervalMs: 1,
      onFailure,
    });
  }

  it('hands over every batch that it gives up', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'failed.jsonl');
      const mapping = mappingWith(toFile(file));
      await mapping.start();
      await mapping.caughtUp();
      await mapping.stop();
      const kept = readFileSync(file, 'utf8').trim().split('\n');
      const numbers = kept.map((line) => JSON.parse(line).payload.Records[0].dynamodb.SequenceNumber);
      expect(numbers).to.have.length(6);
      expect(new Set(numbers).size).to.equal(6);
    }));

  it('ends where the destination does not take a batch', () =>
    inFolder(async (folder) => {
      const mapping = mappingWith(toFile(join(folder)));
      await mapping.start();
      const error = await errorOf(() => mapping.done);
      expect(error.message).to.include(folder).and.to.include('did not take a batch');
    }));
});

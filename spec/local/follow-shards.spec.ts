import type { DynamoDBRecord } from 'aws-lambda';
import { expect } from 'chai';
import { systemClock } from '../../lib/local/clock.js';
import { type FollowShardsOptions, followShards, type ShardFollower } from '../../lib/local/follow-shards.js';
import type { Delivery } from '../../lib/local/shard-reader.js';
import { FakeShards, insertRecord, sequenceNumbers } from './fake-shards.js';

describe('followShards', () => {
  let handled: number[];
  let warnings: string[];
  let follower: ShardFollower | undefined;

  beforeEach(() => {
    handled = [];
    warnings = [];
  });

  afterEach(async () => {
    await follower?.stop();
    follower = undefined;
  });

  interface Options extends Partial<FollowShardsOptions> {
    /** A delivery that settles what it gets before it takes more. */
    deliver?: Delivery['accept'];
  }

  async function follow(source: FakeShards, { deliver, ...options }: Options = {}): Promise<ShardFollower> {
    const accept = deliver ?? (async (records) => void handled.push(...sequenceNumbers(records)));
    follower = await followShards({
      source,
      clock: systemClock,
      over: new AbortController(),
      startingPosition: 'TRIM_HORIZON',
      readSize: 100,
      pollIntervalMs: 1,
      delivery: { accept, isSettled: () => true, end: async () => undefined },
      warn: (message) => warnings.push(message),
      ...options,
    });
    return follower;
  }

  it('delivers what is there and what is written later, in order', async () => {
    const source = new FakeShards().shard('a').write('a', 3);
    const { caughtUp } = await follow(source);
    await caughtUp();
    expect(handled).to.deep.equal([1, 2, 3]);

    source.write('a', 2);
    await caughtUp();
    expect(handled).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('makes batches of at most readSize records', async () => {
    const batches: number[] = [];
    const source = new FakeShards().shard('a').write('a', 7);
    const { caughtUp } = await follow(source, {
      readSize: 3,
      deliver: async (records) => void batches.push(records.length),
    });
    await caughtUp();
    expect(batches).to.deep.equal([3, 3, 1]);
  });

  it('reads a parent to its end before its children', async () => {
    const source = new FakeShards().shard('left', 'parent').shard('right', 'parent').shard('parent');
    source.write('parent', 3).write('left').write('right').close('parent');
    const { caughtUp } = await follow(source, { readSize: 1 });
    await caughtUp();
    expect(handled.slice(0, 3)).to.deep.equal([1, 2, 3]);
    expect(handled.slice(3)).to.have.members([4, 5]);
    expect(source.opened[0]).to.equal('parent TRIM_HORIZON');
  });

  it('does not begin a child while a batch of its parent is being handled', async () => {
    const source = new FakeShards().shard('parent').shard('child', 'parent');
    source.write('parent').write('child').close('parent');
    const gate = gateOf();
    const { caughtUp } = await follow(source, {
      async deliver(records) {
        handled.push(...sequenceNumbers(records));
        if (handled.length === 1) await gate.opened;
      },
    });
    await gate.reached;
    expect(source.opened).to.deep.equal(['parent TRIM_HORIZON']);
    gate.open();
    await caughtUp();
    expect(handled).to.deep.equal([1, 2]);
  });

  it('begins with a child whose parent is no longer listed', async () => {
    const { caughtUp } = await follow(new FakeShards().shard('child', 'forgotten').write('child'));
    await caughtUp();
    expect(handled).to.deep.equal([1]);
  });

  it('finds the children of a shard that splits while it is read, and reads them from their beginning', async () => {
    const source = new FakeShards().shard('parent').write('parent');
    const { caughtUp } = await follow(source);
    await caughtUp();

    source.shard('left', 'parent').shard('right', 'parent').write('left').write('right').close('parent');
    await caughtUp();
    expect(handled).to.have.members([1, 2, 3]);
    expect(source.opened).to.include('left TRIM_HORIZON').and.to.include('right TRIM_HORIZON');
  });

  it('reads open shards side by side', async () => {
    const source = new FakeShards().shard('slow').shard('fast').write('slow').write('fast', 2);
    const gate = gateOf();
    const { caughtUp } = await follow(source, {
      async deliver(records, shardId) {
        if (shardId === 'slow') await gate.opened;
        handled.push(...sequenceNumbers(records));
        if (shardId === 'fast') gate.open();
      },
    });
    await caughtUp();
    expect(handled).to.deep.equal([2, 3, 1]);
  });

  describe('from LATEST', () => {
    it('leaves out what was written before', async () => {
      const source = new FakeShards().shard('a').write('a', 2);
      const { caughtUp } = await follow(source, { startingPosition: 'LATEST' });
      source.write('a');
      await caughtUp();
      expect(handled).to.deep.equal([3]);
    });

    it('leaves out a closed parent altogether', async () => {
      const source = new FakeShards().shard('parent').shard('child', 'parent').write('parent').write('child');
      source.close('parent');
      const { caughtUp } = await follow(source, { startingPosition: 'LATEST' });
      source.write('child');
      await caughtUp();
      expect(handled).to.deep.equal([3]);
      expect(source.opened).to.deep.equal(['child LATEST']);
    });

    it('skips nothing in shards that appear later', async () => {
      const source = new FakeShards().shard('parent').write('parent');
      const { caughtUp } = await follow(source, { startingPosition: 'LATEST' });
      source.write('parent').close('parent').shard('child', 'parent').write('child', 2);
      await caughtUp();
      expect(handled).to.deep.equal([2, 3, 4]);
    });

    it('misses nothing when the first iterator expires, and does not go back to what is old', async () => {
      const source = new FakeShards().shard('a').add('a', insertRecord(100, Date.now() - 3_600_000));
      source.failNext('readShard', 'ExpiredIteratorException');
      const { caughtUp } = await follow(source, { startingPosition: 'LATEST' });
      source.write('a');
      await caughtUp();
      expect(handled).to.deep.equal([1]);
    });
  });

  describe('when a call fails', () => {
    it('opens a shard whose iterator expired after the last record that was handled', async () => {
      const source = new FakeShards().shard('a').write('a', 2);
      const { caughtUp } = await follow(source);
      await caughtUp();
      source.failNext('readShard', 'ExpiredIteratorException').write('a');
      await caughtUp();
      expect(handled).to.deep.equal([1, 2, 3]);
      expect(source.opened).to.deep.equal(['a TRIM_HORIZON', 'a after 2']);
    });

    describe('since its position was trimmed', () => {
      const HOUR_MS = 60 * 60 * 1000;
      const trim = (source: FakeShards) => source.failNext('readShard', 'TrimmedDataAccessException');

      it('goes on at the oldest record left, and says so where there was more to read behind its position', async () => {
        const source = new FakeShards().shard('a').write('a', 2);
        const { caughtUp } = await follow(source, {
          readSize: 1,
          deliver: async (records) => {
            if (handled.length === 0) trim(source);
            handled.push(...sequenceNumbers(records));
          },
        });
        await caughtUp();
        expect(handled).to.deep.equal([1, 1, 2]);
        expect(warnings).to.have.length(1);
        expect(warnings[0]).to.include('24 hours');
      });

      it('loses nothing, and says nothing, before its first read of a shard from its beginning', async () => {
        const source = trim(new FakeShards().shard('a').write('a'));
        const { caughtUp } = await follow(source);
        await caughtUp();
        expect(handled).to.deep.equal([1]);
        expect(warnings).to.deep.equal([]);
      });

      for (const [startingPosition, before] of [
        ['TRIM_HORIZON', 0],
        ['TRIM_HORIZON', 2],
        ['LATEST', 0],
      ] as const) {
        const what = `${startingPosition} and ${before} records`;
        it(`loses nothing, and says nothing, once there was nothing more to read, from ${what} on`, async () => {
          const source = new FakeShards().shard('a').write('a', before);
          const { caughtUp } = await follow(source, { startingPosition });
          await caughtUp();
          trim(source).write('a');
          await caughtUp();
          expect(handled.at(-1)).to.equal(before + 1);
          expect(warnings).to.deep.equal([]);
        });
      }

      it('says so where there was nothing more to read, but a day ago', async () => {
        let offsetMs = 0;
        const clock = { now: () => systemClock.now() + offsetMs, after: systemClock.after };
        const source = new FakeShards().shard('a').write('a');
        const { caughtUp } = await follow(source, { clock });
        await caughtUp();
        offsetMs = 25 * HOUR_MS;
        trim(source).write('a');
        await caughtUp();
        expect(warnings).to.have.length(1);
      });
    });

    for (const name of [
      'LimitExceededException',
      'ProvisionedThroughputExceededException',
      'ThrottlingException',
      'InternalServerError',
    ]) {
      it(`makes it again after ${name}`, async () => {
        const source = new FakeShards().shard('a').write('a');
        source.failNext('openShard', name).failNext('readShard', name).failNext('readShard', name);
        const { caughtUp } = await follow(source);
        await caughtUp();
        expect(handled).to.deep.equal([1]);
      });
    }

    it('takes a shard that is gone for read to its end', async () => {
      const source = new FakeShards().shard('old').shard('young', 'old').write('young');
      source.failNext('openShard', 'ResourceNotFoundException', 'old');
      const { caughtUp } = await follow(source);
      await caughtUp();
      expect(handled).to.deep.equal([1]);
    });

    it('rejects what waits for it with an error that will not pass', async () => {
      const source = new FakeShards().shard('a').shard('b');
      source.failNext('readShard', 'AccessDeniedException', 'b');
      const { done, caughtUp } = await follow(source);
      const results = await Promise.allSettled([done, caughtUp()]);
      expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    });

    it('does not take an error of the delivery for one of the stream', async () => {
      const source = new FakeShards().shard('a').write('a');
      const error = Object.assign(new Error('no such item'), { name: 'ResourceNotFoundException' });
      const { done } = await follow(source, { deliver: () => Promise.reject(error) });
      expect(await done.catch((reason: unknown) => reason)).to.equal(error);
    });

    it('rejects at once where the stream does not exist', async () => {
      const source = new FakeShards().failNext('listShards', 'ResourceNotFoundException');
      const error = await follow(source).catch((reason: unknown) => reason);
      expect(error).to.have.property('name', 'ResourceNotFoundException');
    });
  });

  it('drops puts that changed nothing, and goes on after them', async () => {
    const image = { pk: { S: 'a' }, n: { N: '1' } };
    const same: DynamoDBRecord = {
      eventName: 'MODIFY',
      dynamodb: { SequenceNumber: '50', OldImage: image, NewImage: { n: { N: '1.0' }, pk: { S: 'a' } } },
    };
    const source = new FakeShards().shard('a').write('a').add('a', same).write('a');
    const { caughtUp } = await follow(source, { readSize: 1 });
    await caughtUp();
    expect(handled).to.deep.equal([1, 2]);
  });

  it('is done when the stream was turned off and all of it has been handled', async () => {
    const source = new FakeShards().shard('a').write('a', 2);
    const { done, caughtUp } = await follow(source);
    await caughtUp();
    source.write('a').close('a').enabled = false;
    await done;
    expect(handled).to.deep.equal([1, 2, 3]);
    await caughtUp();
  });

  it('reads what there is and is done when the stream no longer exists but its iterators still work', async () => {
    const source = new FakeShards().shard('a').write('a', 5);
    const gate = gateOf();
    const { done } = await follow(source, {
      readSize: 1,
      async deliver(records) {
        await gate.opened;
        handled.push(...sequenceNumbers(records));
      },
    });
    source.failNext('listShards', 'ResourceNotFoundException');
    gate.open();
    await done;
    expect(handled).to.deep.equal([1, 2, 3, 4, 5]);
  });

  describe('stop', () => {
    it('lets the batch in flight finish and delivers no other', async () => {
      const source = new FakeShards().shard('a').write('a', 2);
      const gate = gateOf();
      const { stop, done } = await follow(source, {
        readSize: 1,
        async deliver(records) {
          await gate.opened;
          handled.push(...sequenceNumbers(records));
        },
      });
      await gate.reached;
      const stopped = stop();
      expect(handled).to.deep.equal([]);
      gate.open();
      await stopped;
      await done;
      expect(handled).to.deep.equal([1]);
    });

    it('rejects a caughtUp that it overtakes', async () => {
      const source = new FakeShards().shard('a').write('a');
      const gate = gateOf();
      const { stop, caughtUp } = await follow(source, { deliver: () => gate.opened });
      await gate.reached;
      const caught = caughtUp().catch((error: unknown) => error);
      const stopped = stop();
      gate.open();
      await stopped;
      expect(await caught).to.be.instanceOf(Error);
      expect(await caughtUp().catch((error: unknown) => error)).to.be.instanceOf(Error);
    });

    it('ends a wait for a service that fails again and again', async () => {
      const source = new FakeShards().shard('a');
      for (let n = 0; n < 50; n++) source.failNext('readShard', 'ThrottlingException');
      const { stop } = await follow(source);
      await stop();
      expect(source.reads.get('a') ?? 0).to.be.below(50);
    });
  });
});

/** A door that the code under test waits at, until the test opens it. */
function gateOf() {
  let open = () => {};
  let reach = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const door = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    open: () => open(),
    reached,
    get opened() {
      reach();
      return door;
    },
  };
}

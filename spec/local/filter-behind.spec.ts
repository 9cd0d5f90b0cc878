import type { DynamoDBStreamEvent } from 'aws-lambda';
import { expect } from 'chai';
import fc from 'fast-check';
import { bootstrap, type InsertRecord, stream } from '../../lib/index.js';
import type { StreamHandler } from '../../lib/loading/lambda-handler.js';
import { systemClock } from '../../lib/local/clock.js';
import { filterBehind } from '../../lib/local/filter-behind.js';
import { lambdaRuntime } from '../../lib/local/lambda-runtime.js';
import { insert, streamEvent } from '../../lib/testing/index.js';
import { WRAPPERS } from '../loading/wrappers.js';

const streamArn = 'arn:aws:dynamodb:us-east-1:111122223333:table/Table/stream/2026-01-01T00:00:00.000';
const quiet = () => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

function orders(type = 'order') {
  const seen: unknown[] = [];
  const handlers = stream({ table: 'Table' }).onInsert(
    { newImage: { type } },
    function add({ newImage }: InsertRecord) {
      seen.push(newImage.pk);
      if (newImage.pk === 'bad') throw new Error('no such order');
    },
  );
  return { seen, inner: bootstrap(handlers, { reportBatchItemFailures: true, logger }) };
}

function eventOf(...items: (readonly [pk: string, type: string])[]): DynamoDBStreamEvent {
  return streamEvent(...items.map(([pk, type]) => ({ ...insert({ pk, type }), eventSourceARN: streamArn })));
}

function follow(handler: StreamHandler) {
  const warnings: string[] = [];
  const failures: string[] = [];
  const events: string[][] = [];
  const watched: StreamHandler = (event, context, callback) => {
    events.push(event.Records.map(({ dynamodb }) => dynamodb?.NewImage?.type?.S ?? ''));
    return handler(event, context, callback);
  };
  const invoke = filterBehind(lambdaRuntime(watched, { timeoutMs: 1000, clock: systemClock }), {
    config: { filters: 'derived' },
    streamArn,
    warn: (message) => void warnings.push(message),
    fail: ({ message }) => void failures.push(message),
  });
  return { invoke, warnings, failures, events };
}

describe('derived filters of a handler behind a function', () => {
  const batches = fc.array(
    fc.array(fc.tuple(fc.constantFrom('a', 'b', 'bad'), fc.constantFrom('order', 'customer')), {
      minLength: 1,
      maxLength: 5,
    }),
    { minLength: 1, maxLength: 4 },
  );

  for (const name of ['an async function', 'one that reports errors', 'one that hands on a copy of the event'])
    it(`hold back from ${name} what the handler does not want, and nothing else`, () =>
      fc.assert(
        fc.asyncProperty(batches, fc.boolean(), async (items, areAtOnce) => {
          const { inner, seen } = orders();
          const alone = orders();
          const wrapper = WRAPPERS[name];
          if (wrapper === undefined) throw new Error(`there is no wrapper ${name}`);
          const { invoke, events, warnings, failures } = follow(wrapper(inner));
          const sent = items.map((each) => eventOf(...each));
          const expected: unknown[] = [];
          for (const event of structuredClone(sent)) expected.push(await alone.inner(event));
          const call = (event: DynamoDBStreamEvent) => invoke(event, 'id').then((answer) => answer ?? NOTHING_FAILED);
          const answers: unknown[] = [];
          if (areAtOnce) answers.push(...(await Promise.all(sent.map(call))));
          else for (const event of sent) answers.push(await call(event));
          expect(answers).to.deep.equal(expected);
          expect([...seen].sort()).to.deep.equal([...alone.seen].sort());
          expect([warnings, failures]).to.deep.equal([[], []]);
          const mixed = events.filter((types) => types.includes('customer'));
          expect(mixed.length).to.be.at.most(areAtOnce ? sent.length : 1);
        }),
        { numRuns: 40 },
      ));

  it('go on with the first invocation where it holds nothing to hold back', async () => {
    const { inner, seen } = orders();
    const { invoke, events } = follow(async (event) => inner(event));
    await invoke(eventOf(['a', 'order']), '1');
    await invoke(eventOf(['b', 'customer']), '2');
    expect([events, seen]).to.deep.equal([[['order']], ['a']]);
  });

  it('end the invocation whose records they hold back without them, and go on with the others', async () => {
    const { inner } = orders();
    const ended: number[] = [];
    const { invoke, events } = follow(async (event) => {
      const answer = await inner(event);
      ended.push(event.Records.length);
      return answer;
    });
    const sent = [eventOf(['a', 'order'], ['b', 'customer']), eventOf(['c', 'order'])];
    await Promise.all(sent.map((event) => invoke(event, 'id')));
    expect(events).to.deep.equal([['order', 'customer'], ['order'], ['order']]);
    expect(ended).to.have.members([2, 1, 1]);
  });

  it('are said to hold nothing back where the function calls no handler', async () => {
    const { invoke, warnings } = follow(async () => 'done');
    for (const id of ['1', '2']) expect(await invoke(eventOf(['a', 'customer']), id)).to.equal('done');
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/^followStream: the function ended its first invocation without a handler/);
  });

  it('end following where the function calls handlers that want different records', async () => {
    const [one, two] = [orders(), orders('customer')];
    const { invoke, failures } = follow(async (event) => {
      await one.inner(event);
      return two.inner(event);
    });
    await invoke(eventOf(['a', 'order']), '1');
    expect(failures).to.have.length(1);
    expect(failures[0]).to.match(
      /^followStream: the function calls handlers .* with different filters: stream\.add; stream\.add\./,
    );
  });
});

const NOTHING_FAILED = { batchItemFailures: [] };

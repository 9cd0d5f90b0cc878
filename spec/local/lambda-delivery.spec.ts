import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { expect } from 'chai';
import type { StreamHandler } from '../../lib/local/invoke.js';
import { lambdaDelivery } from '../../lib/local/lambda-delivery.js';
import { insertRecord, sequenceNumbers } from './fake-shards.js';

describe('lambdaDelivery', () => {
  let delivered: number[][];
  let warnings: unknown[][];

  beforeEach(() => {
    delivered = [];
    warnings = [];
  });

  /** Delivers records 1, 2 and 3 to a handler that is told how often it has been called. */
  function deliver(
    handler: (calls: number, event: DynamoDBStreamEvent, context: Context) => unknown,
    signal = never(),
  ) {
    const noting: StreamHandler = (event, context) => {
      delivered.push(sequenceNumbers(event.Records));
      return handler(delivered.length, event, context);
    };
    const toHandler = lambdaDelivery(noting, { timeoutMs: 1000, warn: (...words) => warnings.push(words) });
    return toHandler(
      [1, 2, 3].map((n) => insertRecord(n)),
      'shard',
      signal,
    );
  }

  it('delivers a batch once where the handler settles it', async () => {
    await deliver(async () => undefined);
    expect(delivered).to.deep.equal([[1, 2, 3]]);
    expect(warnings).to.deep.equal([]);
  });

  it('delivers the whole batch again where the handler throws, and shows the error', async () => {
    const failure = new Error('no mail today');
    await deliver(async (calls) => {
      if (calls === 1) throw failure;
    });
    expect(delivered).to.deep.equal([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(warnings[0]).to.include(failure);
  });

  it('delivers again from the lowest failure on', async () => {
    await deliver(async (calls) => {
      if (calls === 1) return { batchItemFailures: [{ itemIdentifier: '3' }, { itemIdentifier: '2' }] };
      if (calls === 2) return { batchItemFailures: [{ itemIdentifier: '3' }] };
      return { batchItemFailures: [] };
    });
    expect(delivered).to.deep.equal([[1, 2, 3], [2, 3], [3]]);
  });

  it('delivers again what was written, whatever the handler did to its event', async () => {
    await deliver(async (calls, event) => {
      event.Records.length = 0;
      if (calls === 1) throw new Error('once');
    });
    expect(delivered).to.deep.equal([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('gives up when it is stopped, however often the handler fails', async () => {
    const stop = new AbortController();
    await deliver(async () => {
      stop.abort();
      throw new Error('always');
    }, stop.signal);
    expect(delivered).to.have.length(1);
  });

  it('gives each call a context whose time runs down', async () => {
    const ids = new Set<string>();
    await deliver(async (calls, _event, context) => {
      ids.add(context.awsRequestId);
      expect(context.functionName).to.equal('local');
      expect(context.getRemainingTimeInMillis()).to.be.within(0, 1000);
      if (calls === 1) throw new Error('once');
    });
    expect(ids.size).to.equal(2);
  });
});

function never(): AbortSignal {
  return new AbortController().signal;
}

import type { Context, DynamoDBStreamHandler } from 'aws-lambda';
import { expect } from 'chai';
import {
  BatchError,
  bootstrap,
  type HandlerContext,
  InvalidEventError,
  type Middleware,
  OnAny,
  OnInsert,
} from '../lib/index.js';
import { insert, kinesisEvent, lambdaContext, pipesEvent, remove, streamEvent } from '../lib/testing/index.js';
import { SILENT } from './decorators/observe.js';

class Orders {
  @OnInsert confirm(): string {
    return 'confirmed';
  }
}

class Failing {
  @OnInsert confirm(): void {
    throw new Error('oops');
  }
}

const first = insert({ pk: 'A' });
const second = insert({ pk: 'B' });
const failing = (reportBatchItemFailures: boolean) => bootstrap(Failing, { logger: SILENT, reportBatchItemFailures });

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.fail(`expected a rejection, found ${value}`),
    (error: unknown) => error,
  );
}

describe('The handler that bootstrap makes', () => {
  it('is a function that Lambda can call, with all that belongs to it', () => {
    const handler = bootstrap(Orders);
    const forLambda: DynamoDBStreamHandler = handler;
    expect(forLambda).to.be.a('function');
    // Node.js's runtime takes a third parameter for a callback, and waits for it.
    expect(handler.length).to.be.lessThan(3);
    expect(handler.dispatch).to.be.a('function');
    expect(handler.manifest.routes).to.have.length(1);
  });

  it('works without a Lambda context', async () => {
    expect(await bootstrap(Orders)(streamEvent(first))).to.equal(undefined);
    const contexts: unknown[] = [];
    class Handlers {
      @OnAny handle(_: unknown, { lambda }: HandlerContext) {
        contexts.push(lambda);
      }
    }
    const handler = bootstrap(Handlers);
    const lambda: Context = lambdaContext();
    await handler(streamEvent(first));
    await handler(streamEvent(first), lambda);
    expect(contexts).to.deep.equal([undefined, lambda]);
    expect(contexts[1]).to.equal(lambda);
  });

  it('gives nothing back where all went well, or an empty list with reportBatchItemFailures', async () => {
    expect(await bootstrap(Orders)(streamEvent(first, second))).to.equal(undefined);
    expect(await bootstrap(Orders, { reportBatchItemFailures: true })(streamEvent(first, second))).to.deep.equal({
      batchItemFailures: [],
    });
    expect(await bootstrap(Orders)(streamEvent())).to.equal(undefined);
  });

  it('throws a BatchError for a failure, with its outcome, its errors and their causes', async () => {
    const error = await rejection(failing(false)(streamEvent(first, second)));
    if (!(error instanceof BatchError)) throw error;
    expect(error.outcome).to.include({ records: 2, handled: 0, skipped: 0 });
    expect(error.errors.map(({ cause }) => String(cause))).to.deep.equal(['Error: oops']);
    expect(error.errors[0]?.handler.id).to.equal('Failing.confirm');
    expect(error.message).to.include('Failing.confirm').and.include('oops').and.include('reportBatchItemFailures');
  });

  it('hands back the failure with reportBatchItemFailures', async () => {
    expect(await failing(true)(streamEvent(first, second))).to.deep.equal({
      batchItemFailures: [{ itemIdentifier: first.dynamodb.SequenceNumber }],
    });
  });

  it('refuses an event that is no batch of table changes', async () => {
    for (const event of [undefined, null, 'event', 42, {}, { Records: 'x' }, { detail: {} }]) {
      for (const reports of [true, false]) {
        expect(await rejection(failing(reports)(event))).to.be.instanceOf(InvalidEventError);
        expect(await rejection(failing(reports).dispatch(event))).to.be.instanceOf(InvalidEventError);
      }
    }
  });

  it('rejects and never throws, so that a caller who does not await is not surprised', () => {
    expect(() => bootstrap(Orders)(undefined).catch(() => undefined)).not.to.throw();
    expect(() =>
      bootstrap(Orders)
        .dispatch(undefined)
        .catch(() => undefined),
    ).not.to.throw();
  });

  it('takes events of streams, of Kinesis and of Pipes alike', async () => {
    const handler = bootstrap(Orders);
    for (const event of [streamEvent(first), kinesisEvent(first), pipesEvent(first)]) {
      expect(await handler.dispatch(event)).to.include({ handled: 1, checkpoint: undefined });
    }
  });
});

describe('dispatch', () => {
  it('tells what became of the batch as data', async () => {
    const records = [first, remove({ pk: 'A' }), second];
    const outcome = await bootstrap(Orders).dispatch(streamEvent(...records));
    expect(outcome).to.deep.equal({
      records: 3,
      handled: 2,
      skipped: 1,
      dropped: [],
      failures: [],
      results: [
        { eventID: first.eventID, handler: 'Orders.confirm', value: 'confirmed' },
        { eventID: second.eventID, handler: 'Orders.confirm', value: 'confirmed' },
      ],
      checkpoint: undefined,
    });
  });

  it("never throws for a handler's failure, with or without reportBatchItemFailures", async () => {
    for (const reports of [true, false]) {
      const outcome = await failing(reports).dispatch(streamEvent(first, second));
      expect(outcome).to.include({ records: 2, handled: 0, checkpoint: first.dynamodb.SequenceNumber });
      expect(outcome.failures.map(({ record }) => record.eventID)).to.deep.equal([first.eventID]);
      expect(outcome.failures[0]?.errors.map(({ name }) => name)).to.deep.equal(['HandlerError']);
    }
  });
});

describe('The middleware of bootstrap', () => {
  it('runs around each handler call, the first outermost', async () => {
    const calls: string[] = [];
    const logged =
      (name: string): Middleware =>
      async (record, { handler }, next) => {
        calls.push(`${name} before ${handler.id} ${record.eventName}`);
        const value = await next();
        calls.push(`${name} after`);
        return `${name}(${value})`;
      };
    const handler = bootstrap(Orders, { use: [logged('outer'), logged('inner')] });
    const { results } = await handler.dispatch(streamEvent(first));
    expect(calls).to.deep.equal([
      'outer before Orders.confirm INSERT',
      'inner before Orders.confirm INSERT',
      'inner after',
      'outer after',
    ]);
    expect(results.map(({ value }) => value)).to.deep.equal(['outer(inner(confirmed))']);
  });

  it('may leave a handler out, and may fail it', async () => {
    let ran = 0;
    class Handlers {
      @OnInsert handle() {
        ran++;
      }
    }
    const left = await bootstrap(Handlers, { use: [() => 'left out'] }).dispatch(streamEvent(first));
    expect(left.results.map(({ value }) => value)).to.deep.equal(['left out']);
    const thrower: Middleware = () => {
      throw new Error('not today');
    };
    const failed = await bootstrap(Handlers, { use: [thrower], logger: SILENT }).dispatch(streamEvent(first));
    expect(failed.failures.map(({ errors }) => String(errors[0]?.cause))).to.deep.equal(['Error: not today']);
    expect(ran).to.equal(0);
  });
});

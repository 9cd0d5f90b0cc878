import assert from 'node:assert/strict';
import { bootstrap, type HandlerContext, OnAny, OnInsert, stream } from '../../lib/index.js';
import { insert, lambdaContext, streamEvent } from '../../lib/testing/index.js';
import { RecordedLog } from './recorded-log.js';

const event = streamEvent(insert({ id: 1 }), insert({ id: 2 }));

describe('the context of a handler', () => {
  it('names the handler, whichever the record', async () => {
    const contexts: HandlerContext[] = [];
    class Orders {
      @OnInsert confirm(_record: unknown, context: HandlerContext) {
        contexts.push(context);
      }
      @OnAny audit(_record: unknown, context: HandlerContext) {
        contexts.push(context);
      }
    }
    await bootstrap(Orders).dispatch(event, lambdaContext());
    const confirm = { class: 'Orders', method: 'confirm', id: 'Orders.confirm' };
    const audit = { class: 'Orders', method: 'audit', id: 'Orders.audit' };
    assert.deepEqual(
      contexts.map(({ handler }) => handler),
      [confirm, audit, confirm, audit],
    );
  });

  it('names the handler of a stream', async () => {
    const handlers: unknown[] = [];
    const named = stream({ name: 'orders' })
      .onInsert(function confirm(_, context) {
        handlers.push(context.handler);
      })
      .onInsert((_, context) => {
        handlers.push(context.handler);
      });
    await bootstrap(named).dispatch(streamEvent(insert({ id: 1 })));
    assert.deepEqual(handlers, [
      { class: 'orders', method: 'confirm', id: 'orders.confirm' },
      { class: 'orders', method: 'OnInsert', id: 'orders.OnInsert' },
    ]);
  });

  it("has Lambda's context, the logger of the options, and a signal", async () => {
    const logger = new RecordedLog();
    const lambda = lambdaContext();
    let context: HandlerContext | undefined;
    const handlers = stream().onAny((_, its) => {
      context = its;
    });
    await bootstrap(handlers, { logger }).dispatch(event, lambda);
    assert.equal(context?.lambda, lambda);
    assert.equal(context.logger, logger);
    assert.ok(context.signal instanceof AbortSignal);
    assert.equal(context.signal.aborted, false);
    assert.equal(context.signal, context.signal);
  });

  it("has the console and no Lambda's context where neither was given", async () => {
    let context: HandlerContext | undefined;
    const handlers = stream().onAny((_, its) => {
      context = its;
    });
    await bootstrap(handlers)(event);
    assert.ok(context);
    assert.equal(context.lambda, undefined);
    assert.equal(context.logger, console);
    assert.equal(context.signal.aborted, false);
  });

  it("has the Lambda's context of its own invocation", async () => {
    const seen: unknown[] = [];
    const handler = bootstrap(stream().onAny((_, { lambda }) => seen.push(lambda?.awsRequestId)));
    const [first, second] = [lambdaContext(), lambdaContext()];
    await handler.dispatch(streamEvent(insert({ id: 1 })), first);
    await handler.dispatch(streamEvent(insert({ id: 1 })), second);
    assert.deepEqual(seen, [first.awsRequestId, second.awsRequestId]);
  });

  it('gives all handlers of an invocation one signal', async () => {
    const signals = new Set<AbortSignal>();
    const handlers = stream()
      .onAny((_, { signal }) => signals.add(signal))
      .onAny((_, { signal }) => signals.add(signal));
    await bootstrap(handlers, { concurrency: 2 }).dispatch(event, lambdaContext());
    assert.equal(signals.size, 1);
  });
});

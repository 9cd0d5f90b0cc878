import { expect } from 'chai';
import { bootstrap, stream } from '../../lib/index.js';
import { insert, pipesEvent, streamEvent } from '../../lib/testing/index.js';
import { silent, viewOf } from '../records/views.js';

const withArn = (eventSourceARN: unknown) => ({ ...insert({ id: 1 }), eventSourceARN });

describe('a DynamoDB stream record', () => {
  const arns: [unknown, string | undefined][] = [
    ['arn:aws:dynamodb:us-east-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000', 'Orders'],
    ['arn:aws-cn:dynamodb:cn-north-1:123456789012:table/Orders_2.x-y/stream/2026-01-01T00:00:00.000', 'Orders_2.x-y'],
    ['arn:aws:dynamodb:ddblocal:000000000000:table/Orders/stream/2026-01-01T00:00:00.000', 'Orders'],
    ['arn:aws:dynamodb:us-east-1:123456789012:table/Orders', 'Orders'],
    ['source_arn', undefined],
    ['', undefined],
    ['arn:aws:dynamodb:us-east-1:123456789012:table/', undefined],
    [undefined, undefined],
    [null, undefined],
    [42, undefined],
    [{}, undefined],
  ];
  for (const [arn, table] of arns) {
    it(`of the ARN ${JSON.stringify(arn)} is of the table ${table}, and breaks nothing`, async () => {
      const view = await viewOf(withArn(arn));
      expect(view.table).to.equal(table);
      expect(view.newImage).to.deep.equal({ id: 1 });
    });
  }

  it('of no known table is heard by handlers of all tables, and by no other', async () => {
    const heard: string[] = [];
    const handlers = [
      stream({ name: 'all' }).onAny(() => heard.push('all')),
      stream({ name: 'one', table: 'Orders' }).onAny(() => heard.push('one')),
      stream({ name: 'matching', table: /Orders/ }).onAny(() => heard.push('matching')),
    ];
    await bootstrap(handlers).dispatch(streamEvent(withArn('source_arn') as ReturnType<typeof insert>));
    expect(heard).to.deep.equal(['all']);
  });

  it('of several tables in one batch goes to the handlers of its own', async () => {
    const tables = ['A', 'B', 'A'];
    const handler = bootstrap(
      ['A', 'B'].map((table) => stream({ table }).onAny((record) => `${table}=${record.table}`)),
    );
    const records = tables.map((table, id) => insert({ id }, { table }));
    for (const event of [streamEvent(...records), pipesEvent(...records)]) {
      const { results } = await handler.dispatch(event);
      expect(results.map(({ value }) => value)).to.deep.equal(['A=A', 'B=B', 'A=A']);
    }
  });

  it('has its time to the millisecond, from seconds with a fraction', async () => {
    const record = insert({ id: 1 });
    const at = async (seconds: unknown) =>
      (await viewOf({ ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: seconds } })).createdAt;
    expect(await at(1_767_225_600)).to.deep.equal(new Date('2026-01-01T00:00:00.000Z'));
    expect(await at(1_767_225_600.123)).to.deep.equal(new Date('2026-01-01T00:00:00.123Z'));
    expect(await at(0)).to.deep.equal(new Date(0));
    expect(await at(undefined)).to.equal(undefined);
    expect(await at(null)).to.equal(undefined);
  });

  it('need not name its event source', async () => {
    const { eventSource, ...record } = insert({ id: 1 });
    expect((await viewOf(record)).newImage).to.deep.equal({ id: 1 });
  });

  it('that failed without an identifier is handed back by the one before it, or as the whole batch', async () => {
    const handlers = stream().onAny({ keys: { id: 2 } }, () => {
      throw new Error('down');
    });
    const [first, second] = [insert({ id: 1 }), insert({ id: 2 })];
    const nameless = { ...second, dynamodb: { ...second.dynamodb, SequenceNumber: undefined } };
    const handler = bootstrap(handlers, { logger: silent });
    expect((await handler.dispatch({ Records: [first, nameless] })).checkpoint).to.equal(first.dynamodb.SequenceNumber);
    expect((await handler.dispatch({ Records: [nameless, first] })).checkpoint).to.equal('');
  });
});

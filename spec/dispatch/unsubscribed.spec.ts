import { expect } from 'chai';
import { bootstrap, OnAny, OnRemove, stream, Table } from '../../lib/index.js';
import { insert, kinesisEvent, pipesEvent, streamEvent } from '../../lib/testing/index.js';
import { RecordedLog } from './recorded-log.js';

const DEPLOYED = 'Prod-OrdersTable1A2B-XYZ';

@Table('Orders')
class Orders {
  @OnAny seen() {}
}

@Table(/^Shop-/)
class Shop {
  @OnRemove removed() {}
}

const inserts = (count: number, table = DEPLOYED) =>
  Array.from({ length: count }, (_, id) => insert({ id }, { table }));

function warnings(log: RecordedLog): string[] {
  return log.at('warn').map(({ message }) => message);
}

describe('records of a table that no class subscribes to', () => {
  it('are warned about once, with the tables that handlers name', async () => {
    const log = new RecordedLog();
    const handler = bootstrap([Orders, Shop], { logger: log });
    for (let invocation = 0; invocation < 3; invocation++) {
      const { skipped, handled } = await handler.dispatch(streamEvent(...inserts(100)));
      expect({ skipped, handled }).to.deep.equal({ skipped: 100, handled: 0 });
    }
    expect(warnings(log)).to.have.length(1);
    expect(warnings(log)[0])
      .to.include(`table "${DEPLOYED}"`)
      .and.include('Orders, /^Shop-/')
      .and.not.include('undefined');
    expect(log.lines).to.have.length(1);
  });

  it('are warned about once for each table, among records of others', async () => {
    const log = new RecordedLog();
    const records = [
      inserts(2, 'A'),
      inserts(1, 'Orders'),
      inserts(1, 'Shop-1'),
      inserts(2, 'B'),
      inserts(2, 'A'),
    ].flat();
    const { handled, skipped } = await bootstrap([Orders, Shop], { logger: log }).dispatch(streamEvent(...records));
    expect({ handled, skipped }).to.deep.equal({ handled: 1, skipped: 7 });
    expect(warnings(log).map((text) => /table "(\w+)"/.exec(text)?.[1])).to.deep.equal(['A', 'B']);
  });

  for (const [source, eventOf] of Object.entries({ kinesisEvent, pipesEvent })) {
    it(`are warned about in events of every source: ${source}`, async () => {
      const log = new RecordedLog();
      await bootstrap(Orders, { logger: log }).dispatch(eventOf(...inserts(2)));
      expect(warnings(log)).to.have.length(1);
      expect(warnings(log)[0]).to.include(DEPLOYED);
    });
  }

  it('may name no table, which is said', async () => {
    for (const eventSourceARN of [undefined, 'source_arn', null, 5]) {
      const log = new RecordedLog();
      const records = inserts(3).map((record) => ({ ...record, eventSourceARN }));
      await bootstrap(Orders, { logger: log }).dispatch({ Records: records });
      expect(warnings(log)).to.have.length(1);
      expect(warnings(log)[0]).to.include('records that name no table').and.include('Orders');
    }
  });

  it('are not where a class subscribes to every table', async () => {
    const log = new RecordedLog();
    const handlers = [Orders, stream().onRemove(() => {})];
    await bootstrap(handlers, { logger: log }).dispatch(streamEvent(...inserts(3)));
    expect(log.lines).to.deep.equal([]);
  });

  it('are not where the class that subscribes wants other events', async () => {
    const log = new RecordedLog();
    await bootstrap([Orders, Shop], { logger: log }).dispatch(streamEvent(...inserts(3, 'Shop-1')));
    expect(log.lines).to.deep.equal([]);
  });

  it('are not where they are malformed, and fail', async () => {
    const log = new RecordedLog();
    const { failures } = await bootstrap(Orders, { logger: log }).dispatch({
      Records: [{ eventSource: 'aws:dynamodb', dynamodb: 5 }],
    });
    expect(failures).to.have.length(1);
    expect(warnings(log)).to.deep.equal([]);
  });

  it('are warned about for a bounded number of tables, and the last warning says so', async () => {
    const log = new RecordedLog();
    const handler = bootstrap(Orders, { logger: log });
    for (let round = 0; round < 2; round++) {
      const records = Array.from({ length: 1000 }, (_, n) => insert({ id: n }, { table: `Table${n}` }));
      await handler.dispatch(kinesisEvent(...records));
    }
    expect(log.lines).to.have.length(101);
    expect(warnings(log).at(-1)).to.include('more than 100 tables');
  });

  it('are warned about once where their names are longer than any table has', async () => {
    const log = new RecordedLog();
    const records = Array.from({ length: 5 }, (_, n) => insert({ id: n }, { table: 'x'.repeat(5000) + n }));
    await bootstrap(Orders, { logger: log }).dispatch(kinesisEvent(...records));
    expect(log.lines).to.have.length(1);
    expect(log.text.length).to.be.lessThan(2000);
  });
});

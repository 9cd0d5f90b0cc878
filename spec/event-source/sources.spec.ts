import { expect } from 'chai';
import { bootstrap, OnAny, OnChange, OnInsert, OnModify, OnRemove, stream, Table } from '../../lib/index.js';

const sourcesOf = (...args: Parameters<typeof bootstrap>) => bootstrap(...args).manifest.sources;
const handler = () => undefined;

describe("The manifest's sources", () => {
  it('are one for each table, with the parameters of the mapping', () => {
    const eventSource = { startingPosition: 'LATEST', batchSize: 10 } as const;
    const handlers = ['Orders', 'Users', 'Orders'].map((table) => stream({ table }).onInsert(handler));
    const filterCriteria = { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] };
    const functionResponseTypes = ['ReportBatchItemFailures'];
    const shared = {
      viewType: 'NEW_IMAGE',
      eventSource: { ...eventSource, functionResponseTypes },
      filterCriteria,
      widened: [],
    };
    const sources = sourcesOf(handlers, { eventSource, reportBatchItemFailures: true });
    expect(sources).to.deep.equal([
      { table: 'Orders', ...shared },
      { table: 'Users', ...shared },
    ]);
    expect(JSON.parse(JSON.stringify(sources))).to.deep.equal(sources);
  });

  it('need the images that the records of their handlers have', () => {
    class Inserts {
      @OnInsert handle() {}
    }
    class Removes {
      @OnRemove handle() {}
    }
    class Modifies {
      @OnModify handle() {}
    }
    class Changes {
      @OnChange('a', { on: ['INSERT'] }) handle() {}
    }
    const viewTypes = [Inserts, Removes, Modifies, Changes, [Inserts, Removes]].map(
      (each) => sourcesOf(each)[0]?.viewType,
    );
    const both = 'NEW_AND_OLD_IMAGES';
    expect(viewTypes).to.deep.equal(['NEW_IMAGE', 'OLD_IMAGE', both, both, both]);
  });

  it('name no table where all are heard', () => {
    const [source, ...others] = sourcesOf(stream().onInsert(handler));
    expect(others).to.deep.equal([]);
    expect(source).not.to.have.property('table');
  });

  it('have what hears every table in each of them', () => {
    const all = stream({ name: 'all' }).onRemove(handler);
    const sources = sourcesOf([stream({ table: 'Orders' }).onInsert(handler), all]);
    expect(sources.map(({ table }) => table)).to.deep.equal(['Orders']);
    expect(sources[0]?.filterCriteria.Filters).to.deep.equal([{ Pattern: '{"eventName":["INSERT","REMOVE"]}' }]);
  });

  it('have what an expression hears in the table that it matches, and the other way round', () => {
    const named = stream({ table: 'Orders-1' }).onInsert(handler);
    const matched = stream({ table: /^Orders-/ }).onRemove(handler);
    const another = stream({ table: 'Users' }).onModify(handler);
    const patterns = sourcesOf([named, matched, another]).map(({ table, filterCriteria }) => [
      table,
      ...filterCriteria.Filters.map(({ Pattern }) => Pattern),
    ]);
    expect(patterns).to.deep.equal([
      ['Orders-1', '{"eventName":["INSERT","REMOVE"]}'],
      ['/^Orders-/', '{"eventName":["INSERT","REMOVE"]}'],
      ['Users', '{"eventName":["MODIFY"]}'],
    ]);
  });

  it('are made anew by nobody: they are the same each time', () => {
    @Table('Orders')
    class Orders {
      @OnAny handle() {}
    }
    const { manifest } = bootstrap(Orders);
    expect(manifest.sources).to.equal(manifest.sources);
  });
});

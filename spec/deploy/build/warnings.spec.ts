import { expect } from 'chai';
import { warningsOf } from '../../../lib/deploy/build/warnings.js';
import { type BootstrapOptions, bootstrap, OnAny, OnInsert, OnModify, OnRemove, Table } from '../../../lib/index.js';

const FILTERS: Readonly<Record<string, { Filters: { Pattern: string }[] }>> = {
  everything: { Filters: [] },
  something: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
};

@Table('Orders')
class Large {
  @OnInsert({ newImage: { total: [{ numeric: ['>', 5] }] } }) large() {}
  @OnModify({ when: () => true }) checked() {}
  @OnRemove gone() {}
}

@Table('Orders')
class All {
  @OnAny all() {}
}

/** The warnings for a source with filters that were derived to let through what is said. */
function warnings(
  handlers: object | object[],
  derived: keyof typeof FILTERS,
  eventSource: BootstrapOptions['eventSource'] = {},
) {
  const { manifest } = bootstrap(handlers, { eventSource });
  const sources = manifest.sources.map((source) => ({
    ...source,
    filterCriteria: FILTERS[derived] ?? { Filters: [] },
  }));
  return warningsOf({ exportName: 'handler', manifest: { ...manifest, sources }, others: [] });
}

describe('the warnings of a build', () => {
  it('name the handlers whose filters had to widen to everything', () => {
    expect(warnings(Large, 'everything')).to.deep.equal([
      'every record of Orders invokes the function, though Large.large, Large.checked want only some: ' +
        "Lambda's filters cannot say which (Large.large: newImage.total: Lambda compares numbers as text, so every number " +
        'passes; Large.checked: its "when" is a function, which no filter can hold)',
    ]);
  });

  it('do not tell of filters that keep something out', () => {
    expect(warnings(Large, 'something')).to.deep.equal([]);
  });

  it('do not tell of handlers that want everything anyway', () => {
    expect(warnings(All, 'everything')).to.deep.equal([]);
    expect(warnings([Large, All], 'everything')).to.deep.equal([]);
  });

  it('do not tell of filters that somebody has decided on', () => {
    expect(warnings(Large, 'everything', { filters: 'none' })).to.deep.equal([]);
    expect(warnings(Large, 'everything', { filters: [] })).to.deep.equal([]);
  });

  it('name other handlers, with the tables that they hear', () => {
    const { manifest } = bootstrap(All);
    class Others {
      @OnInsert anywhere() {}
    }
    const others = [{ exportName: 'audit', manifest: bootstrap([Large, Others]).manifest }];
    expect(warningsOf({ exportName: 'handler', manifest, others })).to.deep.equal([
      'audit, which hears Orders, every table, is not deployed: the function runs handler alone',
    ]);
  });
});

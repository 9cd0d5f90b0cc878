import { expect } from 'chai';
import fc from 'fast-check';
import { handlersOfFilters } from '../../../lib/deploy/synth/handlers-of-filters.js';
import { bootstrap, ConfigurationError, type Manifest, OnAny, OnInsert, OnModify, stream } from '../../../lib/index.js';
import { compileFilterPattern } from '../../../lib/local/index.js';
import { NESTED, PLAIN, records, streams } from '../../event-source/filters/arbitraries.js';
import { source } from './orders.js';

const logger = { debug() {}, info() {}, warn() {}, error() {} };

/** What is said of a manifest as it is written to a file. */
function named(manifest: Manifest): readonly (readonly string[])[] {
  const { routes, sources }: Manifest = JSON.parse(JSON.stringify(manifest));
  return sources.flatMap((one) => handlersOfFilters(one, routes));
}

describe('The handlers that a filter is said to be for', () => {
  it('are those whose records it lets through, also where another one wants more than they', () => {
    class Each {
      @OnInsert({ newImage: { a: 'x', b: 'x' } }) narrow() {}
      @OnAny({ newImage: { a: 'x' } }) wide() {}
      @OnModify({ keys: { pk: 'x' } }) another() {}
    }
    expect(named(bootstrap(Each).manifest)).to.deep.equal([['Each.narrow', 'Each.wide'], ['Each.another']]);
  });

  it('are found for bigints, and where a text has what looks like one', () => {
    class Each {
      @OnInsert({ newImage: { n: [5n, { numeric: ['>', 7n] }], t: { prefix: '5n' }, prefix: 'x' } }) large() {}
    }
    expect(named(bootstrap(Each).manifest)).to.deep.equal([['Each.large']]);
  });

  it('are not said where they cannot be known: of a text that the manifest does not tell from a bigint', () => {
    expect(named(bootstrap(stream().onInsert({ newImage: { n: '5n' } }, () => 1)).manifest)).to.deep.equal([]);
  });

  it('are not said of filters that were not derived', () => {
    const { routes } = bootstrap(stream({ table: 'Orders' }).onInsert(() => 1)).manifest;
    expect(handlersOfFilters(source([{ eventName: ['INSERT'] }]), routes)).to.have.length(1);
    expect(handlersOfFilters(source([{ eventName: ['MODIFY'] }]), routes)).to.deep.equal([]);
    const eventSource = { filters: [{ eventName: ['INSERT'] }] };
    expect(handlersOfFilters(source([{ eventName: ['INSERT'] }], { eventSource }), routes)).to.deep.equal([]);
  });

  for (const [world, maxRoutes] of [
    [PLAIN, 12],
    [NESTED, 3],
  ] as const)
    it(`are named, each by a filter that lets its record through: ${maxRoutes} of ${world.title}`, async () => {
      let matched = 0;
      await fc.assert(
        fc.asyncProperty(streams(world, maxRoutes), fc.array(records(world), { minLength: 20 }), async (one, all) => {
          const handler = bootstrapped(one);
          const [ofTable] = handler?.manifest.sources ?? [];
          if (handler === undefined || ofTable === undefined) return;
          const tests = ofTable.filterCriteria.Filters.map(({ Pattern }) => compileFilterPattern(JSON.parse(Pattern)));
          const ids = named(handler.manifest);
          expect(ids).to.have.length(tests.length);
          if (tests.length === 0) return;
          for (const record of all) {
            const { results } = await handler.dispatch({ Records: [record] });
            const told = ids.filter((_, at) => tests[at]?.(record)).flat();
            matched += results.length;
            for (const result of results) expect(told).to.include(result.handler);
          }
        }),
        { numRuns: 300 },
      );
      expect(matched).to.be.above(100);
    });
});

/** `undefined` where it is refused: filters that no record can pass. */
function bootstrapped(handlers: object) {
  try {
    return bootstrap(handlers, { logger });
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

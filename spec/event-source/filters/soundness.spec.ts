import { expect } from 'chai';
import fc from 'fast-check';
import { inData } from '../../../lib/event-source/filters/in-data.js';
import {
  bootstrap,
  ConfigurationError,
  type Source,
  type StreamHandlers,
  type WireRecord,
} from '../../../lib/index.js';
import { compileFilterPattern } from '../../../lib/local/index.js';
import { NESTED, ODD, PLAIN, RESERVED, records, streams } from './arbitraries.js';

const RECORDS = 25;

/** What handlers match, and what the filters let through. */
interface Deployed {
  readonly source: Source;
  matches(record: WireRecord): Promise<boolean>;
  letsThrough(record: WireRecord): boolean;
}

/** `undefined` where `bootstrap` refuses it: filters that no record can pass. */
function deploy(handlers: StreamHandlers, maximumFilters = 5): Deployed | undefined {
  const handler = bootstrapped(handlers, maximumFilters);
  const source = handler?.manifest.sources[0];
  if (handler === undefined || source === undefined) return undefined;
  const patterns = source.filterCriteria.Filters.map(({ Pattern }) => Pattern);
  expect(patterns.length).to.be.at.most(maximumFilters);
  for (const pattern of patterns) expect(inData(pattern).length).to.be.at.most(4096);
  const tests = patterns.map((pattern) => compileFilterPattern(JSON.parse(pattern)));
  return {
    source,
    async matches(record) {
      const { results, failures } = await handler.dispatch({ Records: [record] });
      // Plainly, since an assertion of chai takes longer than the filters.
      if (failures.length > 0) throw failures[0];
      return results.length > 0;
    },
    letsThrough: (record) => tests.length === 0 || tests.some((test) => test(record)),
  };
}

function bootstrapped(handlers: StreamHandlers, maximumFilters: number) {
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  try {
    return bootstrap(handlers, { logger, eventSource: { maximumFilters } });
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

function wrong({ source }: Deployed, record: WireRecord): Error {
  return new Error(`${JSON.stringify(source.filterCriteria)} is wrong about ${JSON.stringify(record)}`);
}

function counted() {
  const counts = { cases: 0, matched: 0, held: 0 };
  return {
    counts,
    count: (matched: boolean, let_: boolean) => {
      counts.cases++;
      if (matched) counts.matched++;
      if (!let_) counts.held++;
    },
  };
}

describe('The derived filters', () => {
  for (const [world, runs, maxRoutes] of [
    [PLAIN, 1500, 2],
    [NESTED, 2500, 2],
    [ODD, 1500, 3],
    [RESERVED, 800, 2],
    [PLAIN, 800, 12],
  ] as const) {
    it(`let through every record that one of ${maxRoutes} handlers matches: ${world.title}`, async function () {
      this.timeout(120_000);
      const { counts, count } = counted();
      await fc.assert(
        fc.asyncProperty(
          streams(world, maxRoutes),
          fc.array(records(world), { minLength: RECORDS, maxLength: RECORDS }),
          async (handlers, all) => {
            const deployed = deploy(handlers);
            if (deployed === undefined) return;
            for (const record of all) {
              const isMatched = await deployed.matches(record);
              const isLetThrough = deployed.letsThrough(record);
              count(isMatched, isLetThrough);
              if (isMatched && !isLetThrough) throw wrong(deployed, record);
            }
          },
        ),
        { numRuns: runs },
      );
      // A property that nothing meets shows nothing.
      expect(counts.cases).to.be.above(runs * RECORDS * 0.5);
      expect(counts.matched).to.be.above(counts.cases / 100);
      expect(counts.held).to.be.above(counts.cases / 20);
    });
  }

  it('let through nothing else where they are not said to be widened', async function () {
    this.timeout(120_000);
    const { counts, count } = counted();
    await fc.assert(
      fc.asyncProperty(
        streams(NESTED, 2),
        fc.array(records(NESTED), { minLength: RECORDS, maxLength: RECORDS }),
        async (handlers, all) => {
          const deployed = deploy(handlers);
          if (deployed === undefined || deployed.source.widened.length > 0) return;
          for (const record of all) {
            const isMatched = await deployed.matches(record);
            const isLetThrough = deployed.letsThrough(record);
            count(isMatched, isLetThrough);
            if (isLetThrough !== isMatched) throw wrong(deployed, record);
          }
        },
      ),
      { numRuns: 5000 },
    );
    expect(counts.matched).to.be.above(1000);
    expect(counts.held).to.be.above(1000);
  });
});

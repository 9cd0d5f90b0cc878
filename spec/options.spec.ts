import { expect } from 'chai';
import fc from 'fast-check';
import { bootstrap, OnInsert } from '../lib/index.js';
import { insert, streamEvent } from '../lib/testing/index.js';
import { refusal } from './decorators/observe.js';

class Orders {
  @OnInsert confirm() {}
}

/** What bootstrap says of options that its type would not take. */
const refused = (options: unknown) => refusal(() => Reflect.apply(bootstrap, undefined, [Orders, options]));
const accepts = (options: unknown): void => {
  Reflect.apply(bootstrap, undefined, [Orders, options]);
};

const OPTIONS = [
  'reportBatchItemFailures',
  'concurrency',
  'numbers',
  'resolve',
  'use',
  'onError',
  'timeoutMarginMs',
  'logger',
  'eventSource',
];

const EVENT_SOURCE = [
  'startingPosition',
  'batchSize',
  'maximumBatchingWindowInSeconds',
  'parallelizationFactor',
  'maximumRetryAttempts',
  'maximumRecordAgeInSeconds',
  'bisectBatchOnFunctionError',
  'functionResponseTypes',
  'filters',
  'onFailureDestinationArn',
  'enabled',
];

/** Integers with their range, and one value more where AWS has one. */
type Range = readonly [lowest: number, highest: number, also?: number];

const noInteger = fc.oneof(
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, true, '1', 10n, [1], {}),
  fc.double({ noInteger: true, noNaN: true }),
);

function itKeepsTo(where: string, [lowest, highest, also]: Range, wrap: (value: unknown) => unknown) {
  const expected = `${where}: found `;
  const range = new RegExp(`${lowest}.*${highest}${also === undefined ? '' : `.*${also}`}`);
  it(`takes integers from ${lowest} to ${highest}${also === undefined ? '' : ` and ${also}`} only: ${where}`, () => {
    for (const value of [lowest, highest, ...(also === undefined ? [] : [also]), undefined]) accepts(wrap(value));
    fc.assert(fc.property(fc.integer({ min: lowest, max: highest }), (value) => accepts(wrap(value))));
    const outside = fc
      .oneof(fc.integer({ max: lowest - 1 }), fc.integer({ min: highest + 1 }), noInteger)
      .filter((value) => value !== also);
    for (const value of [lowest - 1, highest + 1, lowest + 0.5].filter((value) => value !== also)) {
      expect(refused(wrap(value)))
        .to.include(expected)
        .and.match(range);
    }
    const isRefused = (value: unknown): void => {
      expect(refused(wrap(value)))
        .to.include(expected)
        .and.match(range);
    };
    fc.assert(fc.property(outside, isRefused));
  });
}

describe("bootstrap's options", () => {
  it('are refused by name where they do not exist, naming those that do', () => {
    const message = refused({ concurency: 2 });
    expect(message).to.match(/^bootstrap: found "concurency"/);
    for (const option of OPTIONS) expect(message).to.include(option);
  });

  it('are refused where they are no object', () => {
    for (const options of [null, 'x', 42, true, [], [{}], () => ({})])
      expect(refused(options)).to.match(/^bootstrap: /);
  });

  it('may all be left out, or be undefined', () => {
    accepts(undefined);
    accepts({});
    accepts(Object.fromEntries(OPTIONS.map((option) => [option, undefined])));
    accepts({ eventSource: Object.fromEntries(EVENT_SOURCE.map((setting) => [setting, undefined])) });
  });

  itKeepsTo('bootstrap.concurrency', [1, 10_000], (concurrency) => ({ concurrency }));
  itKeepsTo('bootstrap.timeoutMarginMs', [0, 900_000], (timeoutMarginMs) => ({ timeoutMarginMs }));

  const KINDS: readonly [option: string, good: readonly unknown[], bad: readonly unknown[]][] = [
    ['reportBatchItemFailures', [true, false], ['true', 1, 0, null, {}, () => true]],
    ['numbers', ['native', 'string', () => 1], ['bigint', 'nativ', '', null, true, 1, {}]],
    ['resolve', [() => new Orders(), async () => new Orders()], [null, {}, 'Orders', new Orders()]],
    ['use', [[], [() => undefined]], [() => undefined, null, {}, 'x']],
    ['onError', [() => 'skip', async () => 'retry'], ['skip', null, {}, true]],
    ['logger', [console], [null, 'console', true, 1, () => undefined]],
    ['eventSource', [{}], [null, [], 'LATEST', true, () => ({})]],
  ];
  for (const [option, good, bad] of KINDS) {
    it(`are of their own kind: ${option}`, () => {
      for (const value of good) accepts({ [option]: value });
      for (const value of bad)
        expect(refused({ [option]: value })).to.match(new RegExp(`^bootstrap\\W+${option}: found `));
    });
  }

  it('do not take what only looks like them: middleware that is no function', () => {
    for (const use of [[undefined], [null], ['logger'], [() => undefined, {}]]) {
      expect(refused({ use })).to.match(/^bootstrap\W+use\b/);
    }
  });

  it('name the one of several that is wrong', () => {
    const middleware = () => undefined;
    expect(refused({ use: [middleware, 'retry'] })).to.equal('bootstrap.use[1]: found "retry", expected function');
    expect(refused({ use: [undefined] })).to.equal('bootstrap.use[0]: found undefined, expected function');
    expect(refused({ use: middleware })).to.equal(
      'bootstrap.use: found function middleware, expected array of functions',
    );
  });

  it('do not take the words that describe them', () => {
    for (const options of [
      { reportBatchItemFailures: 'boolean' },
      { resolve: 'function' },
      { use: 'array' },
      { logger: 'object' },
    ]) {
      expect(refused(options)).to.match(/^bootstrap\W+\w+: found "\w+"/);
    }
  });

  it('are not changed, and not needed later', async () => {
    const options = Object.freeze({
      concurrency: 2,
      use: Object.freeze([]),
      eventSource: Object.freeze({ batchSize: 5 }),
    });
    const handler = bootstrap(Orders, options);
    expect(await handler.dispatch(streamEvent(insert({ pk: 'A' })))).to.include({ handled: 1 });
  });
});

describe("The event source's configuration", () => {
  const eventSource = (setting: string) => (value: unknown) => ({ eventSource: { [setting]: value } });

  it('has no settings but those that the message names', () => {
    for (const setting of ['BatchSize', 'tumblingWindowInSeconds', 'batchsize']) {
      const message = refused(eventSource(setting)(100));
      expect(message)
        .to.match(/^bootstrap.eventSource: found /)
        .and.include(`"${setting}"`);
      for (const known of EVENT_SOURCE) expect(message).to.include(known);
    }
  });

  // The ranges of AWS's event source mappings for DynamoDB streams.
  const RANGES: Readonly<Record<string, Range>> = {
    batchSize: [1, 10_000],
    maximumBatchingWindowInSeconds: [0, 300],
    parallelizationFactor: [1, 10],
    maximumRetryAttempts: [0, 10_000, -1],
    maximumRecordAgeInSeconds: [60, 604_800, -1],
  };
  for (const [setting, range] of Object.entries(RANGES)) {
    itKeepsTo(`bootstrap.eventSource.${setting}`, range, eventSource(setting));
  }

  const KINDS: readonly [setting: string, good: readonly unknown[], bad: readonly unknown[]][] = [
    ['startingPosition', ['TRIM_HORIZON', 'LATEST'], ['AT_TIMESTAMP', 'latest', '', null, 1, []]],
    ['bisectBatchOnFunctionError', [true, false], ['true', 1, null, {}]],
    [
      'filters',
      ['derived', 'none', [], [{ eventName: ['INSERT'] }]],
      // A pattern is an object here, not its JSON, as templates have it.
      ['all', '', null, {}, true, ['{"eventName":["INSERT"]}'], [null], [{ eventName: ['INSERT'] }, 5], [[]]],
    ],
    ['onFailureDestinationArn', ['arn:aws:sqs:eu-west-1:123456789012:failed'], [null, 1, {}, []]],
    ['enabled', [true, false], ['yes', 0, null]],
    ['functionResponseTypes', [[]], ['ReportBatchItemFailures', null, true, {}]],
  ];
  for (const [setting, good, bad] of KINDS) {
    it(`takes what AWS takes: ${setting}`, () => {
      for (const value of good) accepts(eventSource(setting)(value));
      for (const value of bad) {
        // Of an array, the message names the element.
        const where = new RegExp(`^bootstrap\\.eventSource\\.${setting}(\\[\\d\\])?: found `);
        expect(refused(eventSource(setting)(value))).to.match(where);
      }
    });
  }

  describe('functionResponseTypes', () => {
    const reports = ['ReportBatchItemFailures'];
    const given = (functionResponseTypes: unknown, reportBatchItemFailures?: boolean) => ({
      eventSource: { functionResponseTypes },
      ...(reportBatchItemFailures !== undefined && { reportBatchItemFailures }),
    });

    it('may agree with reportBatchItemFailures', () => {
      accepts(given(reports, true));
      accepts(given([], false));
      accepts(given([]));
      accepts({ reportBatchItemFailures: true, eventSource: {} });
    });

    it('is refused where it does not: Lambda would ignore the answer, or take nothing for success', () => {
      for (const options of [given(reports, false), given(reports), given([], true)]) {
        const message = refused(options);
        expect(message)
          .to.match(/^bootstrap\.eventSource\.functionResponseTypes: /)
          .and.include('reportBatchItemFailures');
      }
    });

    it('has no other response types', () => {
      for (const types of [
        ['reportBatchItemFailures'],
        ['ReportBatchItemFailures', 'ReportBatchItemFailures'],
        ['x'],
        [1],
      ]) {
        expect(refused(given(types, true))).to.include('ReportBatchItemFailures');
        refused(given(types, false));
      }
    });
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Deployed,
  type DeployedMapping,
  type DeployedStream,
  type DeployedTable,
  diagnose,
} from '../../../lib/deploy/index.js';
import { bootstrap, type EventSourceConfig, type Manifest, OnInsert, Table } from '../../../lib/index.js';
import {
  auditManifest,
  deployed,
  KINESIS_ARN,
  MAPPING,
  ordersManifest,
  STREAM_ARN,
  TABLE,
  TABLE_ARN,
  withFilters,
} from './deployments.js';

const NOW = new Date('2026-11-29');

/** Severity and check of each finding. */
function found(manifest: Manifest, what: Deployed): string[] {
  return diagnose(manifest, what, { now: NOW }).map(({ severity, check }) => `${severity}: ${check}`);
}

const filtersOf = (...filters: object[]): DeployedMapping => ({
  FilterCriteria: { Filters: filters.map((filter) => ({ Pattern: JSON.stringify(filter) })) },
});

const paid = { eventName: ['MODIFY'], dynamodb: { NewImage: { status: { S: ['PAID'] } } } };
const inserted = { eventName: ['INSERT'] };

const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:lost';

describe('What is deployed', () => {
  it('may be as the handlers need it', () => {
    expect(diagnose(ordersManifest(), deployed())).to.deep.equal([]);
  });

  it('is told with what the code needs, what to do, and the table', () => {
    const [finding] = diagnose(ordersManifest(), deployed({ State: 'Disabled', StateTransitionReason: 'by Lambda' }));
    expect(finding).to.deep.equal({
      severity: 'loses data',
      table: 'Orders',
      check: 'state',
      deployed: 'Disabled (by Lambda)',
      needed: 'Enabled',
      advice: 'Enable it within 24 hours of when it was disabled: then records expire.',
    });
  });

  describe('in filters', () => {
    const manifest = ordersManifest({}, [paid, inserted]);

    for (const [what, filters, expected] of [
      ['in another order', filtersOf(inserted, { dynamodb: paid.dynamodb, eventName: ['MODIFY'] }), []],
      ['that let through more', filtersOf({ eventName: ['MODIFY', 'INSERT'] }), ['warning: filters']],
      ['that let through everything', {}, ['hint: filters']],
      ['without one of the derived', filtersOf(inserted), ['loses data: filters']],
      [
        'with another value',
        filtersOf(inserted, { ...paid, dynamodb: { NewImage: { status: { S: ['SHIPPED'] } } } }),
        ['loses data: filters'],
      ],
      ['that nobody can read', filtersOf(inserted, paid, 'no JSON' as never), ['warning: filters']],
    ] as const) {
      it(`${what}: ${expected.join() || 'nothing'}`, () => {
        const mapping = Object.keys(filters).length > 0 ? filters : { FilterCriteria: {} };
        expect(found(manifest, deployed(mapping))).to.deep.equal(expected);
      });
    }

    it('loses data where handlers want every record, and there are any', () => {
      expect(found(auditManifest(), deployed())).to.deep.equal(['loses data: filters']);
      expect(found(auditManifest(), deployed({ FilterCriteria: {} }))).to.deep.equal([]);
    });

    it('names the pattern that is empty', () => {
      const [finding] = diagnose(ordersManifest(), deployed({ FilterCriteria: { Filters: [{ Pattern: '' }] } }));
      expect(finding).to.include({ severity: 'loses data', deployed: 'a pattern without text' });
    });

    it('is a warning where they cannot be decrypted', () => {
      const mapping = {
        FilterCriteriaError: { ErrorCode: 'KMSAccessDenied', Message: 'no' },
        FilterCriteria: undefined,
      };
      expect(found(manifest, deployed(mapping))).to.deep.equal(['warning: filters']);
    });
  });

  describe('in the response types', () => {
    it('loses data where the code relies on partial failures, and Lambda ignores them', () => {
      expect(found(ordersManifest({ reportBatchItemFailures: true }), deployed())).to.deep.equal([
        'loses data: response types',
      ]);
    });

    it('does no harm where the code reports none', () => {
      const mapping = { FunctionResponseTypes: ['ReportBatchItemFailures'] };
      expect(found(ordersManifest(), deployed(mapping))).to.deep.equal(['hint: response types']);
      expect(found(ordersManifest({ reportBatchItemFailures: true }), deployed(mapping))).to.deep.equal([]);
    });
  });

  describe('of failures', () => {
    const nowhere = { DestinationConfig: { OnFailure: {} } };

    for (const [what, mapping, expected] of [
      ['retries that end, and no destination', nowhere, ['loses data: failure destination']],
      [
        'an age at which records are given up, and no destination',
        { ...nowhere, MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: 60 },
        ['loses data: failure destination'],
      ],
      ['no retries, and no destination', { ...nowhere, MaximumRetryAttempts: 0 }, ['loses data: failure destination']],
      [
        'retries without end, and no destination',
        { ...nowhere, MaximumRetryAttempts: -1 },
        ['warning: failure destination', 'warning: retries'],
      ],
      ['retries without end', { MaximumRetryAttempts: -1 }, ['warning: retries']],
      ['retries of which AWS says nothing', { MaximumRetryAttempts: undefined }, ['warning: retries']],
    ] as const) {
      it(`${what}: ${expected.join()}`, () => {
        expect(found(ordersManifest(), deployed(mapping))).to.deep.equal(expected);
      });
    }

    it('tells what is missing where a record can block its shard', () => {
      const mapping = { ...nowhere, MaximumRetryAttempts: -1, BisectBatchOnFunctionError: false };
      expect(diagnose(ordersManifest(), deployed(mapping)).at(-1)?.advice).to.equal(
        'A record that always fails blocks its shard until it expires. Set MaximumRetryAttempts or ' +
          'MaximumRecordAgeInSeconds, BisectBatchOnFunctionError, a failure destination.',
      );
    });
  });

  describe('in the mapping', () => {
    for (const [mapping, expected] of [
      [{ State: 'Disabled' }, ['loses data: state']],
      [{ State: 'Disabling' }, ['loses data: state']],
      [{ State: 'Deleting' }, ['loses data: state']],
      [{ State: 'Updating' }, ['hint: state']],
      [{ State: 'Confused' }, ['warning: state']],
      [{ LastProcessingResult: 'PROBLEM: Function call failed' }, ['warning: state']],
      [{ LastProcessingResult: 'No records processed' }, []],
    ] as const) {
      it(`${JSON.stringify(mapping)}: ${expected.join() || 'nothing'}`, () => {
        expect(found(ordersManifest(), deployed(mapping))).to.deep.equal(expected);
      });
    }

    it('may be disabled where the code says so, and is to be', () => {
      const manifest = ordersManifest({ eventSource: { enabled: false } });
      expect(found(manifest, deployed({ State: 'Disabled' }))).to.deep.equal([]);
      expect(found(manifest, deployed())).to.deep.equal(['warning: state']);
    });

    for (const [eventSource, mapping] of [
      [{ batchSize: 10 }, { BatchSize: 10 }],
      [{ maximumBatchingWindowInSeconds: 5 }, { MaximumBatchingWindowInSeconds: 5 }],
      [{ parallelizationFactor: 2 }, { ParallelizationFactor: 2 }],
      [{ maximumRetryAttempts: 3 }, { MaximumRetryAttempts: 3 }],
      [{ maximumRecordAgeInSeconds: 60 }, { MaximumRecordAgeInSeconds: 60 }],
      [{ bisectBatchOnFunctionError: false }, { BisectBatchOnFunctionError: false }],
      [{ onFailureDestinationArn: QUEUE }, { DestinationConfig: { OnFailure: { Destination: QUEUE } } }],
    ] satisfies [EventSourceConfig, DeployedMapping][]) {
      it(`has what the code sets: ${JSON.stringify(eventSource)}`, () => {
        const manifest = ordersManifest({ eventSource });
        expect(found(manifest, deployed(mapping))).to.deep.equal([]);
        expect(found(manifest, deployed())).to.deep.equal(['warning: configuration']);
      });
    }

    it("has AWS's defaults where AWS leaves them out", () => {
      const manifest = ordersManifest({ eventSource: { batchSize: 100, parallelizationFactor: 1 } });
      expect(found(manifest, deployed({ BatchSize: undefined }))).to.deep.equal([]);
    });
  });

  describe('of the table', () => {
    const spec = (StreamViewType: NonNullable<DeployedTable['StreamSpecification']>['StreamViewType']) => ({
      ...TABLE,
      StreamSpecification: { StreamEnabled: true, StreamViewType },
    });
    @Table('Orders')
    class Inserted {
      @OnInsert confirm() {}
    }
    const inserts = withFilters(bootstrap(Inserted).manifest, [inserted]);

    for (const [what, manifest, table, expected] of [
      ['the keys, where images are read', ordersManifest(), spec('KEYS_ONLY'), ['loses data: view type']],
      ['one image, where both are read', ordersManifest(), spec('NEW_IMAGE'), ['loses data: view type']],
      ['the other image', inserts, spec('OLD_IMAGE'), ['loses data: view type']],
      ['the image that is read', inserts, spec('NEW_IMAGE'), []],
      ['more than is read', inserts, spec('NEW_AND_OLD_IMAGES'), []],
    ] as const) {
      it(`its stream carries ${what}: ${expected.join() || 'nothing'}`, () => {
        expect(found(manifest, deployed({}, table))).to.deep.equal(expected);
      });
    }

    for (const [what, table] of [
      ['there is no stream', {}],
      ['the stream is off', { ...TABLE, StreamSpecification: { StreamEnabled: false } }],
      ['there is a newer stream', { ...TABLE, LatestStreamArn: `${TABLE_ARN}/stream/2026-02-02T00:00:00.000` }],
      ['there is no table', null],
    ] as const) {
      it(`loses data where ${what}`, () => {
        expect(found(ordersManifest(), deployed({}, table))).to.deep.equal(['loses data: stream']);
      });
    }

    it('is a warning where the rest of an old stream is read beside the latest', () => {
      const latest = `${TABLE_ARN}/stream/2026-02-02T00:00:00.000`;
      const both = [MAPPING, { ...MAPPING, EventSourceArn: latest }];
      const what = { ...deployed({}, { ...TABLE, LatestStreamArn: latest }), mappings: both };
      expect(found(ordersManifest(), what)).to.deep.equal(['warning: stream']);
    });

    it('is left alone where it was not looked at', () => {
      expect(found(ordersManifest(), { ...deployed(), tables: {} })).to.deep.equal([]);
    });
  });

  describe('for which table', () => {
    const of = (table: string): DeployedMapping => ({
      ...MAPPING,
      EventSourceArn: STREAM_ARN.replace('Orders', table),
    });
    const unlooked = (...mappings: DeployedMapping[]): Deployed => ({ ...deployed(), mappings, tables: {} });

    @Table(/^Orders-/)
    class Matched {
      @OnInsert confirm() {}
    }
    class Every {
      @OnInsert confirm() {}
    }
    @Table('Users')
    class Users {
      @OnInsert confirm() {}
    }
    const manifestOf = (handlers: Parameters<typeof bootstrap>[0]) =>
      withFilters(bootstrap(handlers).manifest, [inserted]);

    it('loses data where handlers hear it and no mapping reads it', () => {
      const findings = diagnose(ordersManifest(), unlooked());
      expect(findings.map(({ severity, table, check }) => [severity, table, check])).to.deep.equal([
        ['loses data', 'Orders', 'mapping'],
      ]);
    });

    it('is a warning where a mapping reads what no handler hears', () => {
      const findings = diagnose(ordersManifest(), unlooked(MAPPING, of('Parcels')));
      expect(findings.map(({ severity, table, check }) => [severity, table, check])).to.deep.equal([
        ['warning', 'Parcels', 'mapping'],
      ]);
    });

    it('is known by an expression', () => {
      expect(found(manifestOf(Matched), unlooked(of('Orders-1'), of('Orders-2')))).to.deep.equal([]);
      expect(found(manifestOf(Matched), unlooked(of('Users')))).to.deep.equal([
        'loses data: mapping',
        'warning: mapping',
      ]);
    });

    it('is any where every table is heard', () => {
      expect(found(manifestOf(Every), unlooked(of('Any')))).to.deep.equal([]);
      expect(found(manifestOf(Every), unlooked())).to.deep.equal(['loses data: mapping']);
    });

    const kinesis = { ...MAPPING, EventSourceArn: KINESIS_ARN, ...filtersOf({ data: inserted }) };

    it('is the one that is left for a Kinesis stream, whose filters are about its data', () => {
      expect(found(ordersManifest(), unlooked(kinesis))).to.deep.equal([]);
      expect(found(manifestOf([Users, Matched]), unlooked(of('Users'), kinesis))).to.deep.equal([]);
      expect(found(ordersManifest(), unlooked({ ...kinesis, ...filtersOf(inserted) }))).to.deep.equal([
        'loses data: filters',
      ]);
    });

    it('cannot be told of a Kinesis stream where several are left, or none', () => {
      const expected = ['warning: mapping'];
      expect(found(manifestOf([Users, Matched]), unlooked(kinesis))).to.deep.equal(expected);
      expect(found(manifestOf(Users), unlooked(of('Users'), kinesis))).to.deep.equal(expected);
    });

    it('is none for other event sources', () => {
      const queue = { ...MAPPING, EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:orders' };
      expect(found(ordersManifest(), unlooked(MAPPING, queue))).to.deep.equal(['warning: mapping']);
    });
  });

  describe('as the function', () => {
    for (const [more, expected] of [
      [{ Runtime: 'nodejs18.x' }, ['warning: function']],
      [{ Runtime: 'nodejs8.10' }, ['warning: function']],
      [{ Runtime: 'python3.13' }, ['warning: function']],
      [{ Runtime: 'nodejs20.x' }, ['warning: function']],
      [{ Runtime: 'nodejs22.x' }, []],
      [{ Runtime: 'nodejs24.x' }, []],
      [{ Runtime: 'provided.al2023' }, []],
      [{ Runtime: undefined }, []],
      [{ State: 'Failed', StateReason: 'no key' }, ['loses data: function']],
      [{ LastUpdateStatus: 'Failed' }, ['warning: function']],
    ] as const) {
      it(`${JSON.stringify(more)}: ${expected.join() || 'nothing'}`, () => {
        const { function: configuration, ...rest } = deployed();
        expect(found(ordersManifest(), { ...rest, function: { ...configuration, ...more } })).to.deep.equal(expected);
      });
    }
  });

  describe('as the runtime, whose support ends', () => {
    const runtime = (name: string, now: string) => {
      const { function: configuration, ...rest } = deployed();
      const what = { ...rest, function: { ...configuration, Runtime: name } };
      return diagnose(ordersManifest(), what, { now: new Date(now) }).map(({ deployed: said, advice }) => [
        said,
        advice,
      ]);
    };

    for (const [name, now, said] of [
      ['nodejs22.x', '2027-01-29', undefined],
      ['nodejs22.x', '2027-01-31', 'the runtime nodejs22.x, whose support by AWS ends on 2027-04-30'],
      ['nodejs22.x', '2027-05-01', 'the runtime nodejs22.x, whose support by AWS ended on 2027-04-30'],
      ['nodejs20.x', '2026-11-29', 'the runtime nodejs20.x, whose support by AWS ended on 2026-04-30'],
      ['nodejs18.x', '2026-11-29', 'the runtime nodejs18.x, whose support by AWS ended on 2025-09-01'],
      ['nodejs24.x', '2026-11-29', undefined],
      ['nodejs99.x', '2026-11-29', undefined],
    ] as const) {
      it(`is told of ${name} on ${now}: ${said ?? 'nothing'}`, () => {
        expect(runtime(name, now)).to.deep.equal(said === undefined ? [] : [[said, 'Deploy it with nodejs24.x.']]);
      });
    }
  });

  describe('of windows and destinations', () => {
    it('is told where a mapping has a tumbling window, which no handler sees', () => {
      const [finding, ...others] = diagnose(ordersManifest(), deployed({ TumblingWindowInSeconds: 60 }), { now: NOW });
      expect(others).to.deep.equal([]);
      expect(finding).to.include({
        severity: 'warning',
        check: 'window',
        deployed: 'a tumbling window of 60 seconds',
        needed: 'none',
      });
      expect(finding?.advice).to.match(/hands each window's state back unchanged/);
      expect(found(ordersManifest(), deployed({ TumblingWindowInSeconds: 0 }))).to.deep.equal([]);
    });

    for (const service of ['sqs', 'sns'])
      it(`loses data where the destination is a FIFO one of ${service}`, () => {
        const Destination = `arn:aws:${service}:eu-west-1:123456789012:failed.fifo`;
        const mapping = { DestinationConfig: { OnFailure: { Destination } } };
        expect(found(ordersManifest(), deployed(mapping))).to.deep.equal(['loses data: failure destination']);
      });
  });

  describe('as far as AWS lets it be read', () => {
    const { tables: _tables, ...rest } = deployed();
    const unread = (action: string) => [{ action, table: 'Orders', reason: 'AccessDeniedException: no' }];
    const ofStream = (stream: DeployedStream | null): Deployed => ({
      ...rest,
      tables: {},
      streams: { [STREAM_ARN]: stream },
      unread: unread('dynamodb:DescribeTable'),
    });

    it('is compared with the stream where the table cannot be described', () => {
      const both = { StreamStatus: 'ENABLED', StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
      const manifest = ordersManifest();
      expect(found(manifest, ofStream(both))).to.deep.equal(['warning: access']);
      const keys = { ...both, StreamViewType: 'KEYS_ONLY' } as const;
      expect(found(manifest, ofStream(keys))).to.deep.equal(['loses data: view type', 'warning: access']);
      const off = { ...both, StreamStatus: 'DISABLED' } as const;
      expect(found(manifest, ofStream(off))).to.deep.equal(['loses data: stream', 'warning: access']);
      expect(found(manifest, ofStream(null))).to.deep.equal(['loses data: stream', 'warning: access']);
    });

    it('tells what was not compared, and of which table', () => {
      const [finding] = diagnose(ordersManifest(), { ...rest, tables: {}, unread: unread('dynamodb:DescribeTable') });
      expect(finding).to.deep.equal({
        severity: 'warning',
        table: 'Orders',
        check: 'access',
        deployed: 'what could not be read (AccessDeniedException: no)',
        needed: "the table's stream",
        advice:
          'Whether the mapping reads the latest stream of the table was not compared. Allow dynamodb:DescribeTable, and run ' +
          'this again.',
      });
    });

    for (const [remedy, advice] of [
      ['allow', 'Allow dynamodb:DescribeTable, and run this again.'],
      ['wait', 'Run this again in a while.'],
      ['install', 'Install the package, and run this again.'],
    ] as const)
      it(`advises what lets it be read: ${remedy}`, () => {
        const refused = unread('dynamodb:DescribeTable').map((one) => ({ ...one, remedy }));
        const [finding] = diagnose(ordersManifest(), { ...rest, tables: {}, unread: refused });
        expect(finding?.advice.endsWith(`not compared. ${advice}`), finding?.advice).to.equal(true);
      });

    it('does not say that there is no mapping where they cannot be listed', () => {
      const what = { ...rest, mappings: [], tables: {}, isMissingMappings: true };
      expect(found(ordersManifest(), what)).to.deep.equal(['warning: mapping']);
    });
  });

  it('never keeps the findings from being told, whatever AWS leaves out', () => {
    const maybe = <T>(...values: T[]) => fc.constantFrom(...values, undefined, null, '');
    const text = fc.oneof(
      fc.string(),
      maybe('Enabled', 'Disabled', 'OK', 'nodejs22.x', 'NEW_IMAGE', '{}', '{"a":[1]}'),
    );
    const arn = fc.oneof(text, maybe(STREAM_ARN, KINESIS_ARN, 'arn:aws:sqs:x:1:q', `${TABLE_ARN}/stream/x`));
    const number = fc.oneof(fc.integer(), maybe(-1));
    const some = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] });
    const mapping = some({
      ...{ UUID: text, EventSourceArn: arn, State: text, StateTransitionReason: text, LastProcessingResult: text },
      ...{ BatchSize: number, MaximumRetryAttempts: number, MaximumRecordAgeInSeconds: number },
      TumblingWindowInSeconds: fc.oneof(number, maybe<number>()),
      BisectBatchOnFunctionError: maybe(true),
      FunctionResponseTypes: fc.oneof(fc.array(text), maybe()),
      FilterCriteria: fc.oneof(some({ Filters: fc.oneof(fc.array(some({ Pattern: text })), maybe()) }), maybe()),
      FilterCriteriaError: fc.oneof(some({ ErrorCode: text }), maybe()),
      DestinationConfig: fc.oneof(some({ OnFailure: fc.oneof(some({ Destination: text }), maybe()) }), maybe()),
    });
    const table = some({
      LatestStreamArn: arn,
      StreamSpecification: fc.oneof(some({ StreamEnabled: maybe(true), StreamViewType: text }), maybe()),
    });
    const anything = fc.record({
      function: some({ Runtime: text, State: text, StateReason: text, LastUpdateStatus: text }),
      mappings: fc.array(mapping, { maxLength: 4 }),
      tables: fc.dictionary(fc.constant(TABLE_ARN), fc.oneof(table, fc.constant(null))),
    });
    const manifests = [ordersManifest(), auditManifest(), ordersManifest({ reportBatchItemFailures: true }, [paid])];
    fc.assert(
      fc.property(fc.constantFrom(...manifests), anything, (manifest, what) => {
        // The types do not hold here: that is what this is about.
        for (const finding of diagnose(manifest, what as unknown as Deployed)) {
          expect(finding.advice).to.match(/\.$/);
          expect(finding.deployed).not.to.equal('');
        }
      }),
      { numRuns: 1000 },
    );
  });
});

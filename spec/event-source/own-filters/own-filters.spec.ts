import { expect } from 'chai';
import fc from 'fast-check';
import {
  bootstrap,
  ConfigurationError,
  OnAny,
  OnChange,
  OnInsert,
  OnRemove,
  type StreamHandlers,
  stream,
  Table,
} from '../../../lib/index.js';
import { warnedOf } from '../../warned.js';
import { NESTED, ODD, PLAIN, streams, type World } from '../filters/arbitraries.js';

const nothing = () => undefined;
const all = () => stream().onAny(function all() {});
/** What `bootstrap` says of filters that are plain JavaScript. */
const give = (filters: unknown, handlers: object = all(), more: object = {}) =>
  Reflect.apply(warnedOf, undefined, [handlers, { eventSource: { filters, ...more } }]);
const mistakes = (...filters: object[]): string[] =>
  give(filters).filter((warning: string) => warning.includes('.filters['));
const ofNew = (NewImage: object) => ({ dynamodb: { NewImage } });

describe("a filter of one's own that AWS would refuse", () => {
  const cycle: Record<string, unknown> = {};
  cycle.dynamodb = cycle;
  for (const [what, filter, message] of [
    ['a value without an array', { foo: 1 }, /filters\[0\]: Invalid filter pattern definition\. foo: /],
    ['text in place of an array', { eventName: 'INSERT' }, /eventName: an object or an array is expected/],
    ['an empty array', { eventName: [] }, /eventName: empty arrays/],
    ['an array inside of an array', { eventName: [['INSERT']] }, /eventName\[0\]/],
    ['an empty object', {}, /empty objects/],
    ['an empty image', ofNew({}), /dynamodb\.NewImage: empty objects/],
    ['an unknown matcher', { eventName: [{ prefx: 'I' }] }, /unrecognized match type prefx/],
    ['two matchers in one', { eventName: [{ prefix: 'I', suffix: 'T' }] }, /eventName\[0\]/],
    ['a malformed numeric', { dynamodb: { SizeBytes: [{ numeric: ['>', '5'] }] } }, /SizeBytes\[0\]\.numeric/],
    ['a malformed exists', { eventName: [{ exists: 'yes' }] }, /exists takes true or false/],
    ['$or of one', { $or: [{ eventName: ['INSERT'] }] }, /\$or: an array of at least two/],
    ['$or of no objects', { $or: ['INSERT', 'REMOVE'] }, /\$or/],
    ["AWS's wrapper", { Pattern: '{"eventName":["INSERT"]}' }, /without AWS's Filters and Pattern/],
    ["AWS's wrapper around an object", { Pattern: { eventName: ['INSERT'] } }, /without AWS's Filters and Pattern/],
    ["AWS's parameter", { Filters: [{ Pattern: '{}' }] }, /without AWS's Filters and Pattern/],
    ['text', '{"eventName":["INSERT"]}', /filters\[0\]: found "\{.*an object and no text/],
    ['null', null, /filters\[0\]: found null/],
    ['an array of arrays', [['INSERT']], /filters\[0\]: found an array/],
    ['a variable that is not set', { eventName: [undefined] }, /filters\[0\]\.eventName\[0\]: found undefined/],
    ['a bigint', ofNew({ n: { N: [5n] } }), /NewImage\.n\.N\[0\]: found 5/],
    ['no number', { dynamodb: { SizeBytes: [Number.NaN] } }, /SizeBytes\[0\]: found NaN/],
    ['a function', { eventName: nothing }, /eventName: found function/],
    ['a date', { eventName: [new Date(0)] }, /eventName\[0\]: found .*expected a plain object/],
    ['a cycle', cycle, /dynamodb: found .*without a cycle/],
    ['more than AWS takes', { eventID: ['x'.repeat(4096)] }, /expected at most 4096 characters, which are 4112/],
  ] as const) {
    it(`is refused when it is given: ${what}`, () => {
      expect(() => give([filter]))
        .to.throw(ConfigurationError, /^bootstrap\.eventSource\.filters\[0\]/)
        .with.property('message')
        .that.matches(message);
    });
  }

  it('is named by its position', () => {
    expect(() => give([{ eventName: ['INSERT'] }, { eventName: [] }])).to.throw(/filters\[1\]/);
  });

  it('is one of too many', () => {
    const six = Array.from({ length: 6 }, () => ({ eventName: ['INSERT', 'MODIFY', 'REMOVE'] }));
    expect(() => give(six)).to.throw(ConfigurationError, /filters: found an array of 6, expected at most 5/);
    expect(give(six, all(), { maximumFilters: 6 })).to.deep.equal([]);
  });

  it('is none with a key that is left out', () => {
    expect(give([{ eventName: ['INSERT', 'MODIFY', 'REMOVE'], dynamodb: undefined }])).to.deep.equal([]);
  });
});

describe("a filter of one's own that never matches", () => {
  for (const [what, filter, message] of [
    [
      'numeric of a number of an item',
      ofNew({ n: { N: [{ numeric: ['>', 5] }] } }),
      /n\.N: .*numeric never matches text/,
    ],
    ['a number that is no text', ofNew({ n: { N: [5] } }), /n\.N: 5 never matches: a number is text there/],
    ['a number in another form', ofNew({ n: { N: ['5.0'] } }), /n\.N: "5\.0" never matches/],
    ['a number with an exponent', ofNew({ n: { N: ['1e3'] } }), /n\.N: "1e3" never matches/],
    [
      'an attribute without its type',
      ofNew({ id: ['ORDER#1'] }),
      /NewImage\.id: never matches: an attribute has its type/,
    ],
    ['an attribute without its type that is there', ofNew({ id: [{ exists: true }] }), /NewImage\.id: never matches/],
    [
      'an attribute without its type that is not',
      ofNew({ id: [{ exists: false }] }),
      /id: exists: false holds for every/,
    ],
    ['an image that is not there', { dynamodb: { OldImage: [{ exists: false }] } }, /OldImage: exists: false holds/],
    ['an unknown type', ofNew({ id: { Str: ['x'] } }), /NewImage\.id\.Str: never matches/],
    ['a type without an attribute', ofNew({ S: ['x'] }), /NewImage\.S: never matches/],
    ['a map without M', ofNew({ address: { city: { S: ['x'] } }, m: { M: { a: ['x'] } } }), /m\.M\.a: never/],
    ['text for true', ofNew({ vip: { BOOL: ['true'] } }), /vip\.BOOL: "true" never matches: it is one of true, false/],
    ['false for null', ofNew({ gone: { NULL: [null] } }), /gone\.NULL: null never matches/],
    ['true for text', ofNew({ a: { S: [true] } }), /a\.S: true never matches: it is text/],
    ['numeric of text', ofNew({ a: { S: [{ numeric: ['=', 1] }] } }), /a\.S: /],
    [
      'an unknown event',
      { eventName: ['UPDATE'] },
      /eventName: "UPDATE" never matches: it is one of INSERT, MODIFY, REMOVE/,
    ],
    ['an event in small letters', { eventName: ['INSERT', 'remove'] }, /eventName: "remove" never matches/],
    ['a field of no record', { body: { foo: ['x'] } }, /body\.foo: never matches: no record has such a field/],
    ['an image at the top', { NewImage: { id: { S: ['x'] } } }, /NewImage\.id\.S: never matches: no record/],
    ['an image in small letters', { dynamodb: { newImage: { id: { S: ['x'] } } } }, /dynamodb\.newImage\.id\.S: never/],
    ['text for a size', { dynamodb: { SizeBytes: ['5'] } }, /SizeBytes: "5" never matches: it is a number/],
    [
      'an old image of an INSERT',
      { eventName: ['INSERT'], dynamodb: { OldImage: { a: { S: ['x'] } } } },
      /an INSERT has no OldImage/,
    ],
    [
      'a new image of a REMOVE',
      { eventName: ['REMOVE'], dynamodb: { NewImage: { a: { S: ['x'] } } } },
      /a REMOVE no NewImage/,
    ],
    ['something wrong in Kinesis data', { data: { eventName: ['UPDATE'] } }, /at data\.eventName: "UPDATE"/],
    [
      'an alternative',
      { $or: [{ eventName: ['INSERT'] }, { dynamodb: { Keys: { pk: ['x'] } } }] },
      /at dynamodb\.Keys\.pk: never matches/,
    ],
  ] as const) {
    it(`is warned about: ${what}`, () => {
      const warnings = mistakes(filter);
      expect(warnings.length, warnings.join('\n')).to.be.at.least(1);
      expect(warnings.join('\n')).to.match(message);
      expect(warnings[0]).to.match(/^onstream: eventSource\.filters\[0\] at /);
    });
  }

  it('is none of those that can', () => {
    expect(
      mistakes(
        { eventName: ['INSERT', { prefix: 'MOD' }], eventSource: ['aws:dynamodb'], awsRegion: [{ prefix: 'eu-' }] },
        { eventName: [{ 'anything-but': ['REMOVE'] }], userIdentity: { type: ['Service'] } },
        {
          dynamodb: {
            Keys: { pk: { S: [{ prefix: 'ORDER#' }] }, n: { N: ['-0.5', '0', '42', '1000000000000000000000', 5] } },
            NewImage: {
              a: { S: ['x', { exists: false }] },
              'dotted.name': { M: { b: { L: { SS: ['x'] } } } },
              n: { N: [{ exists: true }], NS: [{ 'anything-but': ['5'] }] },
              on: { BOOL: [true] },
              off: { NULL: [true] },
              bytes: { B: ['Zm9v'], BS: ['Zm9v'] },
            },
            SizeBytes: [{ numeric: ['>', 5] }, 7],
            ApproximateCreationDateTime: [{ numeric: ['>', 1] }],
            StreamViewType: ['NEW_AND_OLD_IMAGES'],
          },
        },
        { $or: [{ eventName: ['REMOVE'] }, { dynamodb: { NewImage: { a: { $or: [{ S: ['x'] }, { N: ['1'] }] } } } }] },
        { data: { tableName: ['Orders'], eventName: ['INSERT'], userIdentity: [null] }, partitionKey: ['x'] },
      ),
    ).to.deep.equal([]);
  });
});

describe("filters of one's own that hold back what a decorator wants", () => {
  @Table('Shop', { item: { type: 'ORDER' } })
  class Orders {
    @OnInsert confirm() {}
    @OnChange('status', { from: 'PAID', to: ['SHIPPED', 'LOST'] }) moved() {}
    @OnRemove({ by: 'ttl' }) expired() {}
  }
  const typed = (eventName: string, image: string, more: object = {}) => ({
    eventName: [eventName],
    dynamodb: { [image]: { type: { S: ['ORDER'] }, ...more } },
  });
  const good = [
    typed('INSERT', 'NewImage'),
    typed('MODIFY', 'NewImage', { status: { S: ['SHIPPED', 'LOST'] } }),
    typed('REMOVE', 'OldImage'),
  ];
  const heldBack = (...filters: object[]): string[] =>
    give(filters, Orders).map((warning: string) => /^onstream: (\S+) matches records that no/.exec(warning)?.[1]);

  it('are warned about with the handler and a record', () => {
    const [warning, ...others] = give([good[1], good[2]], Orders);
    expect(others).to.deep.equal([]);
    expect(warning).to.equal(
      'onstream: Orders.confirm matches records that no filter of eventSource.filters lets through, such as ' +
        '{"eventName":"INSERT","dynamodb":{"Keys":{"type":{"S":"ORDER"}},"NewImage":{"type":{"S":"ORDER"}}}}. Widen ' +
        'them, or leave filters out, so that they are derived',
    );
  });

  it('are warned about where they let through a part of the records', () => {
    expect(heldBack(...good)).to.deep.equal([]);
    expect(heldBack(good[0] ?? {})).to.deep.equal(['Orders.moved', 'Orders.expired']);
    expect(
      heldBack(...good.slice(0, 1), ...good.slice(2), typed('MODIFY', 'NewImage', { status: { S: ['LOST'] } })),
    ).to.deep.equal(['Orders.moved']);
    expect(heldBack(...good.slice(1), typed('INSERT', 'NewImage', { email: { S: [{ exists: true }] } }))).to.deep.equal(
      ['Orders.confirm'],
    );
    expect(heldBack(...good.slice(0, 2), { ...good[2], userIdentity: { type: ['User'] } })).to.deep.equal([
      'Orders.expired',
    ]);
    // Of ten thousand wanted records such a filter lets through none.
    expect(heldBack({ foo: ['x'] })).to.include('Orders.confirm');
  });

  it('are warned about for what only the function can tell', () => {
    class Others {
      @OnInsert({ newImage: { total: { numeric: ['>', 100] }, name: { wildcard: 'a*b' } } }) big() {}
      @OnInsert({ when: () => true }) chosen() {}
      @OnAny({ newImage: { n: { exists: true } } }) some() {}
    }
    const removed = give([{ eventName: ['REMOVE'] }], Others).map((warning: string) => warning.split(' ')[1]);
    expect(removed).to.deep.equal(['Others.big', 'Others.chosen', 'Others.some']);
    const narrow = [{ eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { total: { N: ['5'] } } } }];
    expect(give(narrow, Others).map((warning: string) => warning.split(' ')[1])).to.deep.equal([
      'Others.big',
      'Others.some',
    ]);
    expect(give([{ eventName: ['INSERT', 'MODIFY'] }], Others)).to.deep.equal([]);
  });

  it('are not warned about where they say the same in another way', () => {
    const equal: readonly object[][] = [
      [{ eventName: ['INSERT', 'MODIFY', 'REMOVE'] }],
      [{ eventName: [{ exists: true }] }],
      [{ eventSource: ['aws:dynamodb'], awsRegion: ['eu-west-1'], eventSourceARN: [{ prefix: 'arn:aws:dynamodb' }] }],
      [{ dynamodb: { Keys: { pk: { S: [{ exists: true }] } }, StreamViewType: ['NEW_AND_OLD_IMAGES'] } }],
      [{ $or: [typed('INSERT', 'NewImage'), { eventName: [{ 'anything-but': ['INSERT'] }] }] }],
      [{ data: { eventName: ['INSERT'] } }, { data: { eventName: ['MODIFY', 'REMOVE'] } }],
      [{ dynamodb: { $or: [{ NewImage: { type: { S: ['ORDER'] } } }, { OldImage: { type: { S: ['ORDER'] } } }] } }],
    ];
    for (const filters of equal) expect(give(filters, Orders), JSON.stringify(filters)).to.deep.equal([]);
  });

  it('are warned about where a key is asked for that the decorator does not ask for', () => {
    const byKey = [{ dynamodb: { Keys: { pk: { S: [{ prefix: 'ORDER#' }] } } } }];
    class ByKey {
      @OnInsert({ newImage: { pk: { prefix: 'ORDER#' } } }) image() {}
      @OnInsert({ keys: { pk: { prefix: 'ORDER#' } } }) keys() {}
      @OnInsert any() {}
    }
    expect(give(byKey, ByKey).map((warning: string) => warning.split(' ')[1])).to.deep.equal(['ByKey.any']);
  });

  for (const world of [PLAIN, NESTED, ODD])
    it(`are never the derived ones, and those have no mistakes: ${world.title}`, () => {
      let compared = 0;
      fc.assert(
        fc.property(streams(world, 3), (handlers) => {
          const filters = derivedFilters(handlers);
          if (filters === undefined || filters.length === 0) return;
          compared++;
          expect(give(filters, handlers).filter((warning: string) => OWN.test(warning))).to.deep.equal([]);
        }),
        { numRuns: 400 },
      );
      expect(compared).to.be.above(100);
    });

  for (const world of [PLAIN, NESTED])
    it(`are the derived ones without those of some handler: ${world.title}`, () => {
      const counts = countWarned(world);
      expect(counts.warned).to.be.above(counts.cases / 2);
    });
});

const OWN = /eventSource\.filters/;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function derivedFilters(handlers: StreamHandlers): object[] | undefined {
  try {
    const [source] = bootstrap(handlers, { logger: silent }).manifest.sources;
    return source?.filterCriteria.Filters.map(({ Pattern }) => JSON.parse(Pattern));
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

/** With filters of a kind of event that no handler asks for. */
function countWarned(world: World) {
  const counts = { cases: 0, warned: 0 };
  fc.assert(
    fc.property(streams(world, 2), (handlers) => {
      const [first, ...others] = derivedFilters(handlers) ?? [];
      const names: unknown = first && Reflect.get(first, 'eventName');
      if (!Array.isArray(names) || others.length > 0 || names.length === 3) return;
      const other = ['INSERT', 'MODIFY', 'REMOVE'].filter((name) => !names.includes(name));
      counts.cases++;
      if (give([{ eventName: other }], handlers).some((warning: string) => OWN.test(warning))) counts.warned++;
    }),
    { numRuns: 300 },
  );
  return counts;
}

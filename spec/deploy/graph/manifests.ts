import fc from 'fast-check';
import type { Source } from '../../../lib/event-source/sources.js';
import type { Manifest, RouteDescription } from '../../../lib/manifest.js';
import { attributeName } from '../../records/arbitraries.js';

/** Text that means something to Mermaid, to HTML, to Markdown or to XML. */
const HOSTILE = [
  ...[
    '"]',
    '"];',
    '#quot;',
    '#35;',
    '#',
    ';',
    '&amp;',
    '&lt;b&gt;',
    '<b>',
    '<br/>',
    '<script>alert(1)</script>',
    ']]>',
  ],
  ...[
    '%%{init: {"theme":"dark"}}%%',
    '%%',
    'style:a#b;',
    'classDef:#x;',
    '`x`',
    '*x*',
    '_x_',
    '1. ',
    '- ',
    '---',
    '> x',
  ],
  ...[
    'end',
    'click h0 "javascript:alert(1)"',
    '\n',
    '\r\n',
    '\0',
    '\ud800',
    '\u2028',
    '\u202e',
    '\uffff',
    '日本',
    '🙂',
    'ﬂ°°34¶ß',
  ],
];

export const text = fc.oneof(fc.constantFrom(...HOSTILE), attributeName, fc.string({ minLength: 1, maxLength: 80 }));

const literal = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));

const matcher = fc.oneof(
  literal,
  ...['prefix', 'suffix', 'wildcard', 'equals-ignore-case'].flatMap((name) => [
    text.map((operand) => ({ [name]: operand })),
    text.map((operand) => ({ 'anything-but': { [name]: operand } })),
  ]),
  fc.array(literal, { minLength: 1 }).map((literals) => ({ 'anything-but': literals })),
  fc.integer().map((limit) => ({ numeric: ['>', limit, '<=', limit + 1] })),
  fc.boolean().map((exists) => ({ exists })),
);

const matchers = fc.oneof(fc.array(matcher, { minLength: 1, maxLength: 9 }), matcher);
const flat = fc.dictionary(text, matchers, { minKeys: 1, maxKeys: 2 });
const nested = fc.dictionary(text, fc.oneof(matchers, flat), { minKeys: 1, maxKeys: 3 });
const choice = fc.array(nested, { minLength: 1, maxLength: 3 });
const pattern = fc.oneof(
  nested,
  fc.tuple(nested, choice).map(([attributes, patterns]) => ({ ...attributes, $or: patterns })),
);

const route: fc.Arbitrary<RouteDescription> = fc.record(
  {
    id: text,
    table: text,
    eventNames: fc.subarray(['INSERT', 'MODIFY', 'REMOVE'] as const, { minLength: 1 }),
    paths: fc.array(text, { minLength: 1, maxLength: 3 }),
    patterns: fc.record(
      { item: pattern, newImage: pattern, oldImage: pattern, keys: pattern, from: matcher, to: matcher },
      { requiredKeys: [] },
    ),
    tablePatterns: fc.record(
      { item: pattern, newImage: pattern, by: fc.constantFrom('ttl', 'user') },
      { requiredKeys: [] },
    ),
    opaque: fc.constant(true as const),
  },
  { requiredKeys: ['id', 'eventNames'] },
);

const source: fc.Arbitrary<Source> = fc.record(
  {
    table: text,
    viewType: fc.constantFrom('KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'),
    eventSource: fc.constant({}),
    filterCriteria: fc.constant({ Filters: [] }),
    widened: fc.array(text, { maxLength: 2 }),
  },
  { requiredKeys: ['viewType', 'eventSource', 'filterCriteria', 'widened'] },
);

/** Manifests that nobody writes, whose texts try to be more than text. A table may be heard by nobody. */
export const manifest: fc.Arbitrary<Manifest> = fc.record({
  routes: fc.array(route, { minLength: 1, maxLength: 6 }),
  eventSource: fc.constant({}),
  sources: fc.array(source, { minLength: 1, maxLength: 3 }),
});

// The patterns that an item has.
import type { MatcherObject, Pattern } from '../../lib/index.js';
import type { Entity, Order } from './items.js';

export const good: readonly Pattern<Order>[] = [
  { status: 'PAID' },
  { status: ['PAID', 'SHIPPED'] },
  { status: [{ prefix: 'P' }, { suffix: 'D' }, { wildcard: 'P*D' }, { 'equals-ignore-case': 'paid' }] },
  { status: { 'anything-but': 'PAID' } },
  { status: { 'anything-but': ['PAID', 'SHIPPED'] } },
  { status: [{ 'anything-but': { prefix: 'P' } }, 'PAID'] },
  { status: { 'anything-but': { suffix: ['ED', 'NG'] } } },
  { total: 1, big: 1, exact: { exists: true } },
  { total: 1n, big: [1n, 2] },
  { total: { numeric: ['>', 1] } },
  { total: [{ numeric: ['>', 1, '<=', 100n] }, 0] },
  { express: true, signature: { exists: true } },
  { note: { exists: false } },
  { note: 'fragile' },
  { discount: [null, 1] },
  { address: { exists: false } },
  { address: { city: ['Delft', { prefix: 'D' }], country: 'NL' } },
  { address: { geo: { lat: { numeric: ['>', 0] } } } },
  { lines: { sku: 'A' } },
  { lines: { qty: [{ numeric: ['>', 1] }], tags: ['new'] } },
  { labels: ['vip', { prefix: 'v' }] },
  { payment: { kind: 'card', last4: ['1234'] } },
  { payment: { kind: 'cash' } },
  { counters: { visits: 1 } },
  { anything: ['x', 1, 1n, true, null, { exists: true }] },
  { anything: { goes: { here: 'x' } } },
  { 'dotted.name': { x: 1 } },
  { $or: [{ status: 'PAID' }, { total: 0, $or: [{ express: true }, { note: 'x' }] }] },
  { address: { $or: [{ city: 'Delft' }, { country: 'BE' }] } },
  {},
];

const order = (pattern: Pattern<Order>) => pattern;

// @ts-expect-error: no such attribute.
order({ statu: 'PAID' });
// @ts-expect-error: no such status.
order({ status: 'PAYED' });
// @ts-expect-error: no such status among the good ones.
order({ status: ['PAID', 'PAYED'] });
// @ts-expect-error: text is no number.
order({ total: '1' });
// @ts-expect-error: a number is no text.
order({ note: 1 });
// @ts-expect-error: true or false.
order({ express: 'true' });
// @ts-expect-error: never null.
order({ total: null });
// @ts-expect-error: no such matcher.
order({ note: { startsWith: 'f' } });
// @ts-expect-error: text.
order({ note: { prefix: 1 } });
// @ts-expect-error: true or false.
order({ note: { exists: 'no' } });
// @ts-expect-error: no such comparison.
order({ total: { numeric: ['==', 1] } });
// @ts-expect-error: a comparison has an operand.
order({ total: { numeric: ['>'] } });
// @ts-expect-error: numbers compare with numbers.
order({ total: { numeric: ['>', '1'] } });
// @ts-expect-error: no such attribute of the map.
order({ address: { town: 'Delft' } });
// @ts-expect-error: no such country.
order({ address: { country: ['DE'] } });
// @ts-expect-error: a map is no text.
order({ address: 'Delft' });
// @ts-expect-error: the elements have no such attribute.
order({ lines: { price: 1 } });
// @ts-expect-error: a set of text.
order({ labels: [1] });
// @ts-expect-error: no such kind.
order({ payment: { kind: 'cheque' } });
// @ts-expect-error: no such attribute.
order({ $or: [{ status: 'PAID' }, { statu: 'PAID' }] });
// @ts-expect-error: alternatives stand in an array.
order({ $or: { status: 'PAID' } });
// @ts-expect-error: a date is no value that DynamoDB has.
order({ anything: new Date(0) });

const entity = (pattern: Pattern<Entity>) => pattern;
entity({ type: 'ORDER', status: 'PAID' });
entity({ type: ['ORDER', 'CUSTOMER'] });
// @ts-expect-error: no entity has it.
entity({ town: 'Delft' });
// @ts-expect-error: no entity is of this type.
entity({ type: 'INVOICE' });

const anyItem = (pattern: Pattern) => pattern;
anyItem({ a: 'x', b: [1, 2n], c: { d: { e: [{ prefix: 'x' }] } }, f: { exists: false } });
anyItem({ $or: [{ a: 'x' }, { b: { c: ['y'] } }] });
// @ts-expect-error: undefined is no value that DynamoDB has.
anyItem({ a: [undefined] });
// @ts-expect-error: a function matches nothing.
anyItem({ a: () => true });
// @ts-expect-error: alternatives stand in an array.
anyItem({ $or: { a: 'x' } });

export const matchers: readonly MatcherObject[] = [
  { exists: true },
  // @ts-expect-error: one key a matcher; several stand in an array.
  { exists: true, startsWith: 'x' },
];

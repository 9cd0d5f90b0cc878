// The paths that an item has, for `@OnChange`, `onChange` and `record.changed` alike.
import type { PathOf, StreamRecord } from '../../lib/index.js';
import type { Entity, Order } from './items.js';

export const good = [
  'pk',
  'status',
  'note',
  'discount',
  'address',
  'address.city',
  'address.geo',
  'address.geo.lat',
  'lines',
  'lines[0]',
  'lines[12].qty',
  'lines[0].tags',
  'lines[0].tags[3]',
  'labels',
  'signature',
  'big',
  'exact',
  'payment',
  'payment.kind',
  'payment.last4',
  'counters',
  'counters.visits',
  'counters["a.b"]',
  'anything',
  'anything.what[0].ever',
  'anything["what.ever"]',
  '["dotted.name"]',
  '["dotted.name"].x',
] as const satisfies readonly PathOf<Order>[];

const order = (path: PathOf<Order>) => path;

// @ts-expect-error: no such attribute.
order('statu');
// @ts-expect-error: no such attribute of the map.
order('address.town');
// @ts-expect-error: too deep.
order('address.geo.lat.degrees');
// @ts-expect-error: text has no attributes.
order('status.length');
// @ts-expect-error: a list has no attributes.
order('lines.length');
// @ts-expect-error: the elements of a list have no such attribute.
order('lines[0].price');
// @ts-expect-error: the index is a number.
order('lines[first].qty');
// @ts-expect-error: a list's elements come with an index.
order('lines.qty');
// @ts-expect-error: sets have no elements to point to.
order('labels[0]');
// @ts-expect-error: bytes have nothing to point into.
order('signature[0]');
// @ts-expect-error: a wrapped number has nothing to point into.
order('exact.value');
// @ts-expect-error: two names, where one has a dot.
order('dotted.name');
// @ts-expect-error: nothing.
order('');
// @ts-expect-error: a path begins with a name.
order('[0]');

const entity = (path: PathOf<Entity>) => path;
entity('email');
entity('lines[0].qty');
// @ts-expect-error: no entity has it.
entity('mail');

interface Tree {
  name: string;
  children: Tree[];
}
const tree = (path: PathOf<Tree>) => path;
tree('children[0].children[1].name');
// @ts-expect-error: no such attribute, however deep.
tree('children[0].children[1].nam');

type Alias = { a: string };
const alias = (path: PathOf<Alias>) => path;
alias('a');
// @ts-expect-error: no such attribute.
alias('b');

const unknownItem = (path: PathOf<Record<string, unknown>>) => path;
unknownItem('whatever[0]["you.like"]');

export function changed(record: StreamRecord<Order>): boolean {
  // @ts-expect-error: no such path.
  record.changed('address.town');
  // @ts-expect-error: paths are text.
  record.changed(['status']);
  return record.changed() || record.changed('address.city') || record.changed('lines[0].qty');
}

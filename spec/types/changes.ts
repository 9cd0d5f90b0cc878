// What `from` and `to` accept: what the item can have at the path.
import { decoratorsFor, stream } from '../../lib/index.js';
import type { ValueAt } from '../../lib/records/value-at.js';
import type { Entity, Order } from './items.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_same: Same<A, B>) => undefined;

same<ValueAt<Order, 'total'>, number>(true);
same<ValueAt<Order, 'note'>, string | undefined>(true);
same<ValueAt<Order, 'address.country'>, 'NL' | 'BE'>(true);
same<ValueAt<Order, 'address.geo.lat'>, number>(true);
same<ValueAt<Order, 'lines[12].tags[0]'>, string>(true);
same<ValueAt<Order, 'payment.kind'>, 'card' | 'cash'>(true);
same<ValueAt<Order, 'payment.last4'>, string>(true);
same<ValueAt<Order, 'counters.visits'>, number>(true);
same<ValueAt<Order, 'counters["a.b"]'>, number>(true);
same<ValueAt<Order, '["dotted.name"].x'>, number>(true);
same<ValueAt<Order, 'anything.what[0].ever'>, unknown>(true);
same<ValueAt<Order, 'total' | 'express'>, number | boolean>(true);
same<ValueAt<Entity, 'type'>, 'ORDER' | 'CUSTOMER'>(true);
same<ValueAt<Entity, 'email'>, string>(true);
same<ValueAt<Record<string, unknown>, 'a.b[0]'>, unknown>(true);
same<ValueAt<Order, string>, unknown>(true);

const { OnChange } = decoratorsFor<Order>();

export class Accepted {
  @OnChange('status', { from: 'PAID', to: ['SHIPPED', 'CANCELLED'] }) status() {}

  @OnChange('status', { from: { exists: false }, to: { prefix: 'SHIP' }, on: ['INSERT', 'MODIFY'] }) text() {}

  @OnChange('total', { from: 1, to: [2n, { numeric: ['>', 3] }] }) number() {}

  @OnChange('exact', { to: 1n }) wrapped() {}

  @OnChange('discount', { to: null }) nothing() {}

  @OnChange('express', { to: true }) flag() {}

  @OnChange('labels', { to: 'fragile' }) element() {}

  @OnChange('lines[0].tags', { to: ['fragile', 'heavy'] }) elements() {}

  @OnChange('address', { from: { exists: true }, to: { exists: false } }) map() {}

  @OnChange(['status', 'address.country'], { to: ['SHIPPED', 'NL'] }) either() {}

  @OnChange('anything', { to: ['x', 1, true, null] }) anything() {}
}

export class Refused {
  // @ts-expect-error: no such status.
  @OnChange('status', { to: 'SHIPED' }) literal() {}

  // @ts-expect-error: no such status among the good ones.
  @OnChange('status', { from: ['PAID', 'SHIPED'] }) literals() {}

  // @ts-expect-error: a number is not text.
  @OnChange('total', { to: '1' }) text() {}

  // @ts-expect-error: never null.
  @OnChange('status', { to: null }) nothing() {}

  // @ts-expect-error: a map is no literal.
  @OnChange('address', { to: 'NL' }) map() {}

  // @ts-expect-error: neither a status nor a country.
  @OnChange(['status', 'address.country'], { to: 'DE' }) neither() {}

  // @ts-expect-error: no such country.
  @OnChange('address.country', { to: 'DE' }) nested() {}
}

stream<Order>()
  .onChange('status', { from: 'PAID', to: 'SHIPPED' }, () => undefined)
  .onChange(['status', 'total'], { to: ['SHIPPED', 1] }, () => undefined)
  // @ts-expect-error: no such status.
  .onChange('status', { to: 'SHIPED' }, () => undefined);

stream().onChange('status', { from: 'PAID', to: ['SHIPPED', 1, null] }, () => undefined);

decoratorsFor<Entity>().OnChange('email', { to: { suffix: '@example.com' } });
decoratorsFor<Entity>().OnChange('status', { to: 'SHIPPED' });
// @ts-expect-error: no entity has this status.
decoratorsFor<Entity>().OnChange('status', { to: 'SHIPED' });
// No two of the same attribute agree.
decoratorsFor<{ a: string } | { a: number }>().OnChange('a', { from: 'x', to: 1 });

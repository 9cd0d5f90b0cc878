import { insert, modify, streamEvent } from 'onstream/testing';

/** An order as shops have them: 20 attributes, nested maps and lists, about 1.5 KB on the wire. */
function order(id: number, status: string) {
  return {
    pk: `CUSTOMER#${id % 200}`,
    sk: `ORDER#${id}`,
    type: 'ORDER',
    status,
    version: id,
    total: 129.95 + id,
    currency: 'EUR',
    email: `customer${id}@example.com`,
    createdAt: '2026-01-05T10:11:12.000Z',
    updatedAt: '2026-01-06T10:11:12.000Z',
    paid: true,
    gift: false,
    note: null,
    weight: 1.25,
    coupon: 'WINTER-2026',
    tags: new Set(['vip', 'newsletter']),
    address: {
      street: 'Keizersgracht 123',
      city: 'Amsterdam',
      zip: '1015 CJ',
      country: 'NL',
      geo: { lat: 52.37, lng: 4.89 },
    },
    lines: [
      { sku: 'SKU-1001', name: 'Blue mug', qty: 2, price: 19.99 },
      { sku: 'SKU-1002', name: 'Tea set, six cups', qty: 1, price: 89.97 },
    ],
    history: [
      { at: '2026-01-05T10:11:12.000Z', status: 'NEW' },
      { at: '2026-01-05T10:12:12.000Z', status: 'PAID' },
    ],
    meta: { source: 'web', campaign: 'winter', score: 0.75 },
  };
}

/** MODIFY records, of which one in `every` changes its status; the text of an event, as Lambda's runtime receives it. */
export function modifyEvent(records: number, every = 100): string {
  const made = Array.from({ length: records }, (_, id) => {
    const status = id % every === 0 ? 'SHIPPED' : 'PAID';
    return modify(order(id, 'PAID'), { ...order(id, status), version: id + 1 }, { table: 'Orders' });
  });
  return JSON.stringify(streamEvent(...made));
}

/** Records over a number of items, in turn. */
export function itemsEvent(records: number, items: number): string {
  const made = Array.from({ length: records }, (_, i) =>
    insert({ pk: `ITEM#${i % items}`, version: i }, { table: 'Orders' }),
  );
  return JSON.stringify(streamEvent(...made));
}

import type { NumberValue } from '../../lib/index.js';

/** An interface, which unlike a type alias has no index signature of its own. */
export interface Order {
  pk: string;
  sk: string;
  type: 'ORDER';
  status: 'PAID' | 'SHIPPED' | 'CANCELLED';
  total: number;
  big: bigint;
  exact: NumberValue;
  express: boolean;
  note?: string;
  discount: number | null;
  address?: Address;
  lines: Line[];
  labels: ReadonlySet<string>;
  signature: Uint8Array;
  payment: { kind: 'card'; last4: string } | { kind: 'cash' };
  counters: Record<string, number>;
  anything: unknown;
  'dotted.name': { x: number };
}

export interface Address {
  city: string;
  country: 'NL' | 'BE';
  geo: { lat: number; lon: number };
}

export interface Line {
  sku: string;
  qty: number;
  tags: string[];
}

/** Another entity of the same table. */
export interface Customer {
  pk: string;
  sk: string;
  type: 'CUSTOMER';
  email: string;
}

export type Entity = Order | Customer;

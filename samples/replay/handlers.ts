/** Writes an invoice for each order: a complete Lambda function on the stream of the table Orders. */
import { bootstrap, type InsertRecord, type ModifyRecord, OnInsert, OnModify, Table } from 'onstream';
import type { Order } from '../quickstart/handlers.js';
import { dayOf, saveInvoice } from './invoices.js';

@Table('Orders')
export class InvoiceHandlers {
  /** An order that comes twice has its invoice written twice, and keeps one: whoever replays needs handlers like that. */
  @OnInsert
  @OnModify
  async write({ eventName, newImage: order }: InsertRecord<Order> | ModifyRecord<Order>) {
    const due = order.expiresAt === undefined ? 'whenever it suits you' : `by ${dayOf(order.expiresAt)}`;
    await saveInvoice(order.pk, `To ${order.email}: please pay ${order.total} euros ${due}.`);
    console.log(`  ${eventName} ${order.pk}: invoice written`);
  }
}

/** Deploy this. */
export const handler = bootstrap(InvoiceHandlers, { reportBatchItemFailures: true });

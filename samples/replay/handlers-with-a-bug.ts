/** The handlers of handlers.ts as they were before: one line is different. */
import { type InsertRecord, type ModifyRecord, OnInsert, OnModify, Table } from 'onstream';
import type { Order } from '../quickstart/handlers.js';
import { dayOf, saveInvoice } from './invoices.js';

@Table('Orders')
export class InvoiceHandlers {
  @OnInsert
  @OnModify
  async write({ eventName, newImage: order }: InsertRecord<Order> | ModifyRecord<Order>) {
    // The bug: orders need not have a time when they expire. NaN has no day, and so dayOf throws.
    const due = `by ${dayOf(Number(order.expiresAt))}`;
    await saveInvoice(order.pk, `To ${order.email}: please pay ${order.total} euros ${due}.`);
    console.log(`  ${eventName} ${order.pk}: invoice written`);
  }
}

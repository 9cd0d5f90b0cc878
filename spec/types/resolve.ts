// What dependency injection does with the class that `resolve` is given: construct it, or ask a container for it.
import { bootstrap, type InsertRecord, OnInsert } from '../../lib/index.js';
import type { Order } from './items.js';

class Mail {}

class Mailing {
  constructor(readonly mail: Mail) {}

  @OnInsert confirm(_record: InsertRecord<Order>) {}
}

/** As tsyringe, inversify and NestJS type theirs: anything that can be constructed. */
declare const container: {
  // biome-ignore lint/suspicious/noExplicitAny: as their declarations have it.
  get<T>(token: new (...args: any[]) => T): T;
};

export const constructed = bootstrap(Mailing, { resolve: (HandlerClass) => new HandlerClass(new Mail()) });
export const asynchronous = bootstrap(Mailing, { resolve: async (HandlerClass) => new HandlerClass(new Mail()) });
export const contained = bootstrap(Mailing, { resolve: (HandlerClass) => container.get(HandlerClass) });
export const known = bootstrap(Mailing, { resolve: () => new Mailing(new Mail()) });
export const chosen = bootstrap(Mailing, {
  resolve: (HandlerClass) => (HandlerClass === Mailing ? new Mailing(new Mail()) : new HandlerClass()),
});

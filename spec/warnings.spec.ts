import { expect } from 'chai';
import { type BootstrapOptions, bootstrap, OnInsert } from '../lib/index.js';

class Mail {
  constructor(readonly sender = 'shop@example.com') {}
  @OnInsert confirm() {}
}

class Orders {
  constructor(readonly mail: Mail) {}
  @OnInsert confirm() {}
}

function warnings(handlers: object, options: BootstrapOptions = {}): string[] {
  const warned: string[] = [];
  bootstrap(handlers, { ...options, logger: { ...console, warn: (message: string) => warned.push(message) } });
  return warned;
}

describe('a class whose constructor takes something', () => {
  it('is warned about, since it gets nothing', () => {
    const message =
      'onstream: Orders: found a constructor with 1 parameter that gets none, expected an instance, or resolve to make it';
    expect(warnings(Orders)).to.deep.equal([message]);
    expect(warnings([Mail, Orders])).to.deep.equal([message]);
  });

  it('is not where it does without, is given as an instance, or is made by resolve', () => {
    expect(warnings([Mail, new Orders(new Mail())])).to.deep.equal([]);
    expect(warnings(Orders, { resolve: () => new Orders(new Mail()) })).to.deep.equal([]);
  });
});

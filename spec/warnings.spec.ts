import { expect } from 'chai';
import { OnInsert } from '../lib/index.js';
import { warnedOf } from './warned.js';

class Mail {
  constructor(readonly sender = 'shop@example.com') {}
  @OnInsert confirm() {}
}

class Orders {
  constructor(readonly mail: Mail) {}
  @OnInsert confirm() {}
}

describe('a class whose constructor takes something', () => {
  it('is warned about, since it gets nothing', () => {
    const message =
      'onstream: Orders: found a constructor with 1 parameter that gets none, expected an instance, or resolve to make it';
    expect(warnedOf(Orders)).to.deep.equal([message]);
    expect(warnedOf([Mail, Orders])).to.deep.equal([message]);
  });

  it('is not where it does without, is given as an instance, or is made by resolve', () => {
    expect(warnedOf([Mail, new Orders(new Mail())])).to.deep.equal([]);
    expect(warnedOf(Orders, { resolve: () => new Orders(new Mail()) })).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { ConfigurationError } from '../../lib/errors.js';
import { checkPatterns } from '../../lib/event-source/mapping-patterns.js';

const check = (filter: unknown) => () => checkPatterns([JSON.stringify(filter)], 'Orders');

describe("a mapping's own filters", () => {
  it('may have any values that are in arrays', () => {
    const status = { $or: [{ S: ['PAID'] }, { S: [{ prefix: 'P' }] }] };
    check({ eventName: ['INSERT'], dynamodb: { NewImage: { status } } })();
  });

  it('are refused where a value is in no array, since Lambda refuses them', () => {
    expect(check({ dynamodb: { NewImage: { status: { S: 'PAID' } } } })).to.throw(
      ConfigurationError,
      'Orders: a filter of eventSource.filters.dynamodb.NewImage.status.S: found "PAID", expected an array of values, ' +
        'as in { "eventName": ["INSERT"] }',
    );
    for (const filter of ['INSERT', { eventName: [] }, { eventName: null }])
      expect(check(filter)).to.throw(ConfigurationError, 'expected an array of values');
  });

  it('are refused where they are longer than Lambda takes', () => {
    expect(check({ eventName: ['x'.repeat(5000)] })).to.throw(
      ConfigurationError,
      'found a filter of 5018 characters, expected at most 4096',
    );
  });
});

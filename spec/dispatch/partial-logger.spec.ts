import { expect } from 'chai';
import { bootstrap, type Logger, stream } from '../../lib/index.js';
import { insert, streamEvent } from '../../lib/testing/index.js';

describe('a logger that lacks methods, as plain JavaScript may give one', () => {
  it('keeps no failure from being reported', async () => {
    const none: Partial<Logger> = {};
    const handler = bootstrap(
      stream().onInsert(() => {
        throw new Error('down');
      }),
      { logger: none as Logger },
    );
    const { failures } = await handler.dispatch(streamEvent(insert({ pk: 'a' })));
    expect(failures[0]?.errors[0]?.cause).to.be.an('error').with.property('message', 'down');
  });
});

import { inspect } from 'node:util';
import { expect } from 'chai';
import { BatchError, bootstrap, stream } from '../../lib/index.js';
import { insert, streamEvent } from '../../lib/testing/index.js';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** How Lambda's runtime writes what a handler throws: errors with all their own properties. */
function asLambdaLogsIt(error: unknown): string {
  return JSON.stringify(error, (_, value: unknown) =>
    value instanceof Error ? { ...value, message: value.message, cause: value.cause } : value,
  );
}

describe('a BatchError', () => {
  const failing = stream().onInsert(() => {
    throw new Error('down');
  });

  it('leads to the outcome, but puts no item into the log that Lambda writes of it', async () => {
    const event = streamEvent(insert({ pk: 'a', secret: 'S3CRET' }));
    const error: unknown = await bootstrap(failing, { logger: silent })(event).catch((thrown: unknown) => thrown);
    if (!(error instanceof BatchError)) throw new Error('Expected a BatchError.');
    expect(error.outcome.failures).to.have.length(1);
    expect(error.errors.map(({ message }) => message).join()).to.include('down');
    expect(asLambdaLogsIt(error)).to.include('down').and.not.include('S3CRET');
    expect(inspect(error, { depth: 20 })).to.not.include('S3CRET');
  });
});

import { expect } from 'chai';
import { invoke } from '../../lib/loading/invoke.js';
import { localContext } from '../../lib/loading/lambda-context.js';
import type { StreamHandler } from '../../lib/loading/lambda-handler.js';
import { systemClock } from '../../lib/local/clock.js';

describe('invoke', () => {
  const call = (handler: StreamHandler) => invoke(handler, { Records: [] }, localContext('request', 1000, systemClock));

  it('gives what the promise of a handler resolves to', async () => {
    expect(await call(async () => 'done')).to.equal('done');
  });

  it('gives what a handler without a promise returns', async () => {
    expect(await call(() => 'done')).to.equal('done');
  });

  it('gives what a handler with a callback calls back with', async () => {
    expect(await call((_event, _context, callback) => setImmediate(callback, null, 'done'))).to.equal('done');
  });

  it('prefers the promise of a handler that also takes a callback', async () => {
    expect(await call(async (_event, _context, _callback) => 'done')).to.equal('done');
  });

  for (const [way, handler] of Object.entries<StreamHandler>({
    throws: () => {
      throw new Error('no');
    },
    rejects: async () => {
      throw new Error('no');
    },
    'calls back with an error': (_event, _context, callback) => callback(new Error('no')),
  })) {
    it(`rejects where the handler ${way}`, async () => {
      const error = await call(handler).catch((reason: unknown) => reason);
      expect(error).to.have.property('message', 'no');
    });
  }
});

import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { ConfigurationError } from '../../lib/errors.js';
import { lambdaContext } from '../../lib/testing/index.js';

describe('lambdaContext', () => {
  it('counts down from half a minute', () => {
    expect(lambdaContext().getRemainingTimeInMillis()).to.be.within(29_000, 30_000);
  });

  it('counts down from the time given, and ends at 0', async () => {
    const context = lambdaContext({ remainingTimeMs: 20 });
    expect(context.getRemainingTimeInMillis()).to.be.within(0, 20);
    await setTimeout(30);
    expect(context.getRemainingTimeInMillis()).to.equal(0);
  });

  it('names every invocation differently', () => {
    expect(lambdaContext().awsRequestId).not.to.equal(lambdaContext().awsRequestId);
    expect(lambdaContext().awsRequestId).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('refuses an unknown option, and a time that is no number', () => {
    const wrong: object = { remainingTime: 5 };
    expect(() => lambdaContext(wrong)).to.throw(ConfigurationError, '"remainingTime"');
    expect(() => lambdaContext({ remainingTimeMs: Number.NaN })).to.throw(ConfigurationError, 'found NaN');
  });
});

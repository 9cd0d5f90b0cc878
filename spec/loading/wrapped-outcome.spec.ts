import type { DynamoDBStreamEvent } from 'aws-lambda';
import { expect } from 'chai';
import { bootstrap, stream } from '../../lib/index.js';
import { observeCall } from '../../lib/loading/observe-bootstraps.js';
import { RunningCalls } from '../../lib/loading/running-calls.js';
import { type WrappedOutcome, wrappedOutcome } from '../../lib/loading/wrapped-outcome.js';
import { insert, streamEvent } from '../../lib/testing/index.js';

type Handler = (event: DynamoDBStreamEvent) => Promise<unknown>;

const options = { reportBatchItemFailures: true, logger: { ...console, error: () => undefined } };

/** A handler that fails for the keys in `bad`, which may change between its calls. */
function handler(id: string, bad: ReadonlySet<unknown>): Handler {
  const handlers = stream<{ pk: string }>({ table: 'Orders', id }).onInsert(function run({ keys }) {
    if (bad.has(keys.pk ?? '')) throw new Error(`${id} does not like ${keys.pk}`);
  });
  return bootstrap(handlers, options);
}

async function outcomeOf(wrapper: Handler): Promise<WrappedOutcome> {
  const event = streamEvent(...['a', 'b', 'c'].map((pk) => insert({ pk }, { table: 'Orders' })));
  const call = await observeCall(() => wrapper(event), { observer: new RunningCalls('handler') });
  return wrappedOutcome(event, call);
}

function failuresOf({ outcome }: WrappedOutcome): string[] {
  return (outcome?.failures ?? []).flatMap(({ errors }) => errors.map(({ cause }) => String(cause)));
}

describe('The outcome of a wrapper', () => {
  it('keeps the failure of one handler where another one that it calls succeeds with the record', async () => {
    const [mails, totals] = [handler('Mails', new Set(['b'])), handler('Totals', new Set())];
    const wrapped = await outcomeOf(async (event) => {
      await mails(event);
      return totals(event);
    });
    expect(failuresOf(wrapped)).to.deep.equal(['Error: Mails does not like b']);
    expect(wrapped.outcome).to.deep.include({ records: 3, handled: 1 });
    expect(wrapped.outcome?.checkpoint).to.be.a('string');
    expect(wrapped.hidesFailures).to.equal(true);
  });

  it('has the failures of all handlers that it calls with a record', async () => {
    const [mails, totals] = [handler('Mails', new Set(['b'])), handler('Totals', new Set(['b']))];
    const wrapped = await outcomeOf(async (event) => {
      await mails(event);
      return totals(event);
    });
    expect(failuresOf(wrapped)).to.deep.equal(['Error: Mails does not like b', 'Error: Totals does not like b']);
    expect(wrapped.outcome?.failures).to.have.lengthOf(1);
  });

  it('is that of the last time where it calls one handler again', async () => {
    const bad = new Set(['b']);
    const mails = handler('Mails', bad);
    const wrapped = await outcomeOf(async (event) => {
      await mails(event);
      bad.clear();
      return mails(event);
    });
    expect(failuresOf(wrapped)).to.deep.equal([]);
    expect(wrapped.outcome).to.deep.include({ records: 3, handled: 3, checkpoint: undefined });
  });
});

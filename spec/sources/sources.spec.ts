import { expect } from 'chai';
import { BatchError } from '../../lib/index.js';
import { lambdaContext } from '../../lib/testing/index.js';
import { KINDS, readingHandler, three } from './events.js';

for (const { name, elements, event, identifierOf } of KINDS) {
  describe(`the event of ${name}`, () => {
    it('hands on its records in their order', async () => {
      const handler = readingHandler();
      const outcome = await handler.dispatch(event(elements(...three())), lambdaContext());
      expect(handler.seen).to.deep.equal([1, 2, 3]);
      expect(outcome).to.deep.include({ records: 3, handled: 3, skipped: 0, failures: [], checkpoint: undefined });
    });

    it('is the same after a journey as JSON', async () => {
      const handler = readingHandler();
      await handler.dispatch(JSON.parse(JSON.stringify(event(elements(...three())))));
      expect(handler.seen).to.deep.equal([1, 2, 3]);
    });

    it('gives the failure identifier of the record that failed', async () => {
      const batch = elements(...three());
      const handler = readingHandler([2], { reportBatchItemFailures: true });
      const itemIdentifier = identifierOf(batch[1] ?? {});
      expect(itemIdentifier).to.be.a('string').and.not.equal('');
      expect(await handler(event(batch), lambdaContext())).to.deep.equal({ batchItemFailures: [{ itemIdentifier }] });
      expect(handler.seen).to.deep.equal([1, 2]);
    });

    it('throws BatchError for a failure that cannot be reported', async () => {
      const handler = readingHandler([1]);
      const error = await handler(event(elements(...three()))).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.an.instanceof(BatchError);
    });

    it('may be empty', async () => {
      const handler = readingHandler([], { reportBatchItemFailures: true });
      expect(await handler(event([]), lambdaContext())).to.deep.equal({ batchItemFailures: [] });
      const outcome = await handler.dispatch(event([]));
      expect(outcome).to.deep.equal({
        ...{ records: 0, handled: 0, skipped: 0, dropped: [], failures: [], results: [], checkpoint: undefined },
      });
    });

    it('is not changed', async () => {
      const given = event(elements(...three()));
      const copy = structuredClone(given);
      await readingHandler([2]).dispatch(given);
      expect(given).to.deep.equal(copy);
    });
  });
}

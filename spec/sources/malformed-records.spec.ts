import { expect } from 'chai';
import { InvalidEventError } from '../../lib/index.js';
import { insert } from '../../lib/testing/index.js';
import { KINDS, messagesOf, readingHandler, three } from './events.js';
import { assertTells, SECRET, text } from './secrets.js';

/** What takes the place of an element of a batch. */
type Replace = (element: object) => unknown;

const junk: [string, Replace][] = [
  ...[null, undefined, 5, SECRET, true, [], {}].map((value): [string, Replace] => [text(value), () => value]),
  ['a record as JSON text', () => JSON.stringify({ [SECRET]: insert({ id: 1 }) })],
];

const changes = [null, SECRET, 5, [], undefined].map((dynamodb): [string, Replace] => [
  `dynamodb: ${text(dynamodb)}`,
  (element) => ({ ...element, dynamodb }),
]);

const keys = [null, SECRET, 5, [{ S: SECRET }]].map((Keys): [string, Replace] => [
  `Keys: ${text(Keys)}`,
  (element) => ({ ...element, dynamodb: { ...Object(Object(element).dynamodb), Keys } }),
]);

const base64 = (data: string) => Buffer.from(data).toString('base64');

const payloads = [
  ...[undefined, null, 5, '', '!', SECRET, base64(SECRET), base64('{"a":'), base64('null'), base64('5'), base64('[]')],
  ...[base64('{"hello":"world"}'), base64(`{"dynamodb":"${SECRET}"}`), base64(`{"dynamodb":{"Keys":"${SECRET}"}}`)],
  ...[`${base64('{"dynamodb":{}}')}=`, base64('{"dynamodb":{} }').slice(0, -1)],
].map((data): [string, Replace] => [
  `data: ${text(data)}`,
  (element) =>
    'kinesis' in element ? { ...element, kinesis: { ...Object(element.kinesis), data } } : { ...element, data },
]);

for (const { name, elements, event, identifierOf } of KINDS) {
  describe(`a malformed record in the event of ${name}`, () => {
    for (const [what, replace] of [...junk, ...(name.includes('Kinesis') ? payloads : [...changes, ...keys])]) {
      for (const index of [0, 1, 2]) {
        const batch = elements(...three()).map((element, place) => (place === index ? replace(element) : element));

        it(`fails alone: ${what} at position ${index}`, async () => {
          const handler = readingHandler();
          const outcome = await handler.dispatch(event(batch));
          const { failures, checkpoint } = outcome;
          expect(handler.seen).to.deep.equal([1, 2, 3].slice(0, index));
          expect(outcome).to.deep.include({ records: 3, handled: index, skipped: 0 });
          expect(failures).to.have.length(1);
          expect(failures[0]?.record.raw).to.equal(batch[index]);
          expect(failures[0]?.errors[0]?.cause).to.be.an.instanceof(InvalidEventError);
          for (const message of messagesOf(outcome)) assertTells(message);
          const named = [batch[index], batch[index - 1]].map((element) => identifierOf(Object(element)));
          expect(checkpoint).to.equal(named.find((identifier) => typeof identifier === 'string') ?? '');
        });

        it(`may be skipped by onError: ${what} at position ${index}`, async () => {
          const handler = readingHandler([], { onError: () => 'skip', concurrency: 2 });
          const outcome = await handler.dispatch(event(batch));
          expect([...handler.seen].sort()).to.deep.equal([1, 2, 3].toSpliced(index, 1));
          expect(outcome).to.deep.include({ records: 3, handled: 3, skipped: 0, checkpoint: undefined, failures: [] });
        });
      }
    }
  });
}

describe('Kinesis data', () => {
  for (const data of ['!', SECRET, base64(SECRET), base64('{"a":')]) {
    it(`is said to be no JSON: ${text(data)}`, async () => {
      const { elements, event } = KINDS.find(({ name }) => name.includes('Kinesis')) ?? expect.fail();
      const [element] = elements(...three());
      const { failures } = await readingHandler().dispatch(event([{ ...element, kinesis: { data } }]));
      expect(failures[0]?.errors[0]?.message).to.match(/data: found no JSON, expected JSON as base64$/);
    });
  }
});

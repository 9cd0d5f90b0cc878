import { inspect } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import type { AttributeMap, AttributeValue } from '../../lib/index.js';
import { sameNumber } from '../../lib/records/decimal.js';
import { expire, insert, kinesisEvent, modify } from '../../lib/testing/index.js';
import { images, values } from './arbitraries.js';
import { viewOf, viewsOf, wireInsert, wireModify } from './views.js';

const order = { pk: 'ORDER#1', status: 'PAID', total: 12.5 };

/** Whether the JSON says what the wire says, by the type of each value. */
function saysTheSame(json: unknown, { M, L, N, S, B, BOOL, SS, NS, BS }: AttributeValue): boolean {
  if (M) return isOfImage(json, M);
  if (N !== undefined) return ['number', 'string'].includes(typeof json) && sameNumber(String(json), N);
  if (S !== undefined || B !== undefined || BOOL !== undefined) return json === (S ?? B ?? BOOL);
  const elements = L ?? SS?.map((S) => ({ S })) ?? NS?.map((N) => ({ N })) ?? BS?.map((B) => ({ B }));
  if (elements === undefined) return json === null;
  return (
    Array.isArray(json) &&
    json.length === elements.length &&
    elements.every((each, index) => saysTheSame(json[index], each))
  );
}

function isOfImage(json: unknown, image: AttributeMap): boolean {
  const names = Object.keys(image);
  return (
    Object.keys(Object(json)).length === names.length &&
    names.every((name) => Object.hasOwn(Object(json), name) && saysTheSame(Object(json)[name], image[name] ?? {}))
  );
}

describe('record.toJSON()', () => {
  it('has the names, the keys and the images that the record has', async () => {
    const [record] = [modify(order, { ...order, status: 'SHIPPED' }, { table: 'Orders' })];
    const view = await viewOf(record);
    expect(view.toJSON()).to.deep.equal({
      eventName: 'MODIFY',
      eventID: view.eventID,
      table: 'Orders',
      awsRegion: view.awsRegion,
      streamArn: view.streamArn,
      sequenceNumber: view.sequenceNumber,
      createdAt: view.createdAt?.toISOString(),
      sizeBytes: view.sizeBytes,
      viewType: 'NEW_AND_OLD_IMAGES',
      keys: { pk: 'ORDER#1' },
      newImage: { ...order, status: 'SHIPPED' },
      oldImage: order,
    });
    expect((await viewOf(insert(order))).toJSON()).not.to.have.any.keys('oldImage', 'removedBy');
    const expired = (await viewOf(expire(order))).toJSON();
    expect(expired).to.include({ removedBy: 'ttl' }).and.not.have.any.keys('newImage');
    expect(expired.oldImage).to.deep.equal(order);
  });

  it('is what JSON.stringify writes and what console.log shows, in place of the wire record', async () => {
    const view = await viewOf(insert(order));
    expect(JSON.parse(JSON.stringify({ record: view }))).to.deep.equal({ record: view.toJSON() });
    const shown = inspect(view, { depth: 5 });
    expect(shown).to.equal(inspect(view.toJSON(), { depth: 5 }));
    expect(shown).to.include("status: 'PAID'").and.not.include('NewImage');
    expect(inspect([{ view }], { depth: 8 })).to.include("status: 'PAID'");
  });

  it('leaves out the images that the stream does not carry', async () => {
    const [record] = await viewsOf({ Records: [modify(order, order, { viewType: 'KEYS_ONLY' })] });
    expect(record?.toJSON()).not.to.have.any.keys('newImage', 'oldImage');
    expect(record?.toJSON().keys).to.deep.equal({ pk: 'ORDER#1' });
    const ofNew = (await viewOf(modify(order, order, { viewType: 'NEW_IMAGE' }))).toJSON();
    expect(ofNew).to.have.property('newImage').and.to.deep.equal(order);
    expect(ofNew).not.to.have.property('oldImage');
  });

  it('says all that each value of an image says, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(images(), images(), async (oldImage, newImage) => {
        const view = await viewOf(wireModify(oldImage, newImage));
        const json: unknown = JSON.parse(JSON.stringify(view));
        expect(isOfImage(Object(json).newImage, newImage)).to.equal(true);
        expect(isOfImage(Object(json).oldImage, oldImage)).to.equal(true);
        expect(json).to.deep.equal(view.toJSON());
        inspect(view);
      }),
    );
  });

  it('never throws for bytes, either, and whatever numbers become', async () => {
    const bytes = fc.uint8Array({ maxLength: 9 });
    const odd = (text: string) => [BigInt(text.length), Number.NaN, new Date(Number.NaN), undefined, Symbol('x')];
    for (const numbers of ['string', odd, (text: string) => odd(text)[text.length % 5]] as const) {
      await fc.assert(
        fc.asyncProperty(images(values(bytes)), async (image) => {
          const view = await viewOf(wireInsert(image), { numbers });
          expect(() => JSON.stringify(view)).not.to.throw();
        }),
        { numRuns: 50 },
      );
    }
  });

  it('has bytes as base64, sets as arrays, numbers beyond JavaScript as text, and every name as its own', async () => {
    const image = JSON.parse(`{
      "b": {"B":"Zm9v"}, "bs": {"BS":["Zm9v"]}, "ss": {"SS":["x","y"]}, "ns": {"NS":["1","2.5"]},
      "big": {"N":"12345678901234567890"}, "long": {"N":"1.2345678901234567890123"}, "n": {"N":"1"},
      "__proto__": {"M":{"__proto__":{"S":"x"}}}, "toJSON": {"S":"x"}, "null": {"NULL":true}
    }`);
    expect(JSON.stringify((await viewOf(wireInsert(image))).toJSON().newImage)).to.equal(
      '{"b":"Zm9v","bs":["Zm9v"],"ss":["x","y"],"ns":[1,2.5],"big":"12345678901234567890",' +
        '"long":"1.2345678901234567890123","n":1,"__proto__":{"__proto__":"x"},"toJSON":"x","null":null}',
    );
  });

  it('survives 32 levels, and a cycle that a handler has put into an image', async () => {
    let deep: AttributeValue = { S: 'end' };
    for (let level = 1; level < 32; level++) deep = level % 2 ? { M: { a: deep } } : { L: [deep] };
    expect(JSON.stringify(await viewOf(wireInsert({ deep })))).to.include('"end"');
    const view = await viewOf(insert({ pk: 'A', inner: {} }));
    Object.assign(Object(view.newImage).inner, { again: view.newImage });
    expect(JSON.stringify(view)).to.include('[circular]');
  });

  it('tells what is malformed in place of it, without its contents', async () => {
    const malformed = wireInsert({ secret: { S: 'S3CRET' }, bad: JSON.parse('{"X":"S3CRET"}') });
    const json = (await viewOf(malformed)).toJSON();
    expect(json.newImage).to.match(/^newImage\.bad: found the type "X"/);
    expect(json.keys).to.deep.equal({ pk: 'x' });
  });

  it('is there for Kinesis, and for a record of which the source says little', async () => {
    const [view] = await viewsOf(kinesisEvent(insert(order, { table: 'Orders' })));
    expect(view?.toJSON()).to.include({ table: 'Orders', eventName: 'INSERT' });
    const bare = await viewOf({ eventName: 'INSERT', dynamodb: { NewImage: { a: { S: 'x' } } } });
    expect(bare.toJSON()).to.deep.equal({ eventName: 'INSERT', keys: {}, newImage: { a: 'x' } });
  });
});

import { expect } from 'chai';
import type { ObjectStore } from '../../../lib/local/failure/clients.js';
import { putIntoBucket } from '../../../lib/local/failure/to-bucket.js';
import { toBucket } from '../../../lib/local/index.js';
import { errorOf, givenUp } from './given-up.js';

/** A bucket in memory, which remembers with what it was connected to. */
class FakeStore implements ObjectStore {
  readonly configs: object[] = [];
  readonly objects: Parameters<ObjectStore['putObject']>[0][] = [];
  fault: Error | undefined;

  readonly connect = async (config: object) => {
    this.configs.push(config);
    return this;
  };

  async putObject(input: Parameters<ObjectStore['putObject']>[0]): Promise<void> {
    if (this.fault) throw this.fault;
    this.objects.push(input);
  }
}

describe('toBucket', () => {
  const { record, payload } = givenUp();
  const KEY = /^aws\/lambda\/[\w-]{36}\/shardId-00000001-abcd\/2026\/03\/09\/2026-03-09T23\.05\.59-[\w-]{36}$/;

  it('puts an object for each batch, with the whole event as its payload', async () => {
    const store = new FakeStore();
    await putIntoBucket('s3://failed-orders', {}, store.connect)(record, payload);
    const [object] = store.objects;
    expect(object).to.include({ Bucket: 'failed-orders', ContentType: 'application/json' });
    expect(object?.Key).to.match(KEY);
    expect(JSON.parse(String(object?.Body))).to.deep.equal({ ...record, payload });
  });

  for (const [url, prefix] of [
    ['s3://failed-orders/', ''],
    ['s3://failed-orders/local', 'local/'],
    ['s3://failed-orders/local/of me/', 'local/of me/'],
  ] as const) {
    it(`puts "${prefix}" in front of the key for ${url}`, async () => {
      const store = new FakeStore();
      await putIntoBucket(url, {}, store.connect)(record, payload);
      const key = String(store.objects[0]?.Key);
      expect(key.slice(0, prefix.length)).to.equal(prefix);
      expect(key.slice(prefix.length)).to.match(KEY);
    });
  }

  it('connects once, with the given configuration, when the first batch comes', async () => {
    const store = new FakeStore();
    const clientConfig = { region: 'eu-west-1', endpoint: 'http://localhost:9000', forcePathStyle: true };
    const destination = putIntoBucket('s3://failed-orders', { clientConfig, mappingId: 'mine' }, store.connect);
    expect(store.configs).to.deep.equal([]);
    await Promise.all([destination(record, payload), destination(record, payload)]);
    expect(store.configs).to.deep.equal([clientConfig]);
    expect(new Set(store.objects.map(({ Key }) => Key)).size).to.equal(2);
    expect(store.objects[0]?.Key).to.match(/^aws\/lambda\/mine\//);
  });

  it('tells which batch the bucket did not take, but nothing of its items', async () => {
    const store = new FakeStore();
    store.fault = Object.assign(new Error('no such bucket'), { name: 'NoSuchBucket' });
    const error = await errorOf(() => putIntoBucket('s3://failed-orders', {}, store.connect)(record, payload));
    expect(error.message)
      .to.match(/^s3:\/\/failed-orders\/aws\/lambda\//)
      .and.to.include('records 100 to 100 of shardId-00000001-abcd')
      .and.to.include('NoSuchBucket: no such bucket')
      .and.not.to.include('secret');
    expect(error.cause).to.equal(store.fault);
  });

  for (const [what, act] of [
    ['no URL', () => toBucket('')],
    ['the URL of something else', () => toBucket('https://failed-orders.s3.amazonaws.com')],
    ['a URL without a bucket', () => toBucket('s3:///prefix')],
    ['an unknown option', () => toBucket('s3://failed-orders', Object({ region: 'eu-west-1' }))],
    ['an id that would change the layout', () => toBucket('s3://failed-orders', { mappingId: '' })],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const error = await errorOf(act);
      expect(error).to.have.property('name', 'ConfigurationError');
      expect(error.message).to.match(/^toBucket.*: found .*, expected /);
    });
  }
});

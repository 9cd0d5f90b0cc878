import { readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { expect } from 'chai';
import { bucketStore } from '../../../lib/replay/export/bucket-store.js';
import { planExport } from '../../../lib/replay/export/plan-export.js';
import { replayExport } from '../../../lib/replay/export/replay-export.js';
import { Bucket } from './bucket.js';
import { change, type ExportOptions, exportOf, item } from './exported-table.js';

/** What AWS's own client reads, from a server that answers as S3 does. */
describe('an export in its bucket', () => {
  const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const outside = Object.fromEntries(Object.keys(credentials).map((name) => [name, process.env[name]]));
  let bucket: Bucket;

  beforeEach(async () => {
    Object.assign(process.env, credentials);
    bucket = await new Bucket().start();
  });

  afterEach(() => {
    bucket.stop();
    for (const [name, value] of Object.entries(outside)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  function put(files: Parameters<typeof exportOf>[0], options: ExportOptions = {}): void {
    for (const [key, bytes] of exportOf(files, options)) bucket.objects.set(key, bytes);
  }

  async function replay(from: string) {
    const keys: unknown[] = [];
    const { endpoint } = bucket;
    const plan = await planExport({ from, keys: ['pk'], region: 'us-east-1', endpoint });
    const target = {
      deliver: async (records: readonly { dynamodb?: { Keys?: Record<string, { S?: string }> } }[]) => {
        keys.push(...records.map(({ dynamodb }) => dynamodb?.Keys?.pk?.S));
        return { handled: records.length, failures: [] };
      },
      close: async () => undefined,
    };
    const summary = await replayExport(plan, target, { run: 'spec' });
    plan.store.close();
    return { keys, summary };
  }

  const temporary = () =>
    readdirSync(tmpdir())
      .filter((name) => name.startsWith('onstream-export-'))
      .sort();

  it('is found below a prefix, page by page, and leaves nothing behind', async () => {
    const left = temporary();
    put([[item('a'), item('b')], [item('c')], []]);
    put([[item('other')]], { prefix: 'orders-2/', id: '2' });
    const { keys, summary } = await replay('s3://exports/orders');
    expect(keys).to.deep.equal(['a', 'b', 'c']);
    expect(summary).to.include({ items: 3, handled: 3, problem: undefined });
    expect(temporary()).to.deep.equal(left);
  });

  it('is found in the whole bucket, and in its own folder with its data beside it', async () => {
    put([[change('a', 1, { new: {} })]], { type: 'incremental', id: '1', prefix: '' });
    put([[change('b', 1, { new: {} })]], {
      type: 'incremental',
      id: '2',
      prefix: '',
      from: '2026-01-01T01:00:00.000Z',
    });
    expect((await replay('s3://exports')).keys).to.deep.equal(['a', 'b']);
    expect((await replay('s3://exports/AWSDynamoDB/2/')).keys).to.deep.equal(['b']);
  });

  for (const prefix of ['team//orders/', '/orders/', '//', 'a/../b/', '../', './', 'a b+c/ü&1/%2F/', 'orders//']) {
    it(`is found below ${prefix}, which is no path`, async () => {
      put([[item('a')], [item('b')]], { prefix, id: '1' });
      put([[change('c', 1, { new: {} })]], {
        type: 'incremental',
        id: '2',
        prefix,
        from: '2026-01-01T01:00:00.000Z',
      });
      // What a normalized name would lead to.
      for (const other of ['', 'team/orders/', 'orders/', 'b/'])
        if (other !== prefix) put([[item('other')]], { prefix: other, id: '1' });
      const url = `s3://exports/${prefix}`;
      const found = prefix === 'orders//' ? url : url.replace(/(?<=[^/])\/$/, '');
      const { keys, summary } = await replay(found);
      expect({ keys, problem: summary.problem }).to.deep.equal({ keys: ['a', 'b', 'c'], problem: undefined });
      expect((await replay(`s3://exports/${prefix}AWSDynamoDB/2`)).keys).to.deep.equal(['c']);
    });
  }

  it('is downloaded for its owner alone', async function () {
    if (process.platform === 'win32') this.skip();
    put([[item('a')]]);
    const [name = ''] = [...bucket.objects.keys()].filter((key) => key.endsWith('.gz'));
    const store = await bucketStore('s3://exports/orders', { region: 'us-east-1', endpoint: bucket.endpoint });
    const { path, done } = await store.fetch(name);
    try {
      const modes = [path, dirname(path)].map((each) => (statSync(each).mode & 0o777).toString(8));
      expect(modes).to.deep.equal(['600', '700']);
    } finally {
      await done();
      store.close();
    }
  });

  it('is downloaded again where a connection breaks', async () => {
    put([[item('a')]]);
    bucket.breaks = 2;
    expect((await replay('s3://exports/orders')).keys).to.deep.equal(['a']);
    expect(bucket.asked.filter((line) => line.endsWith('.gz'))).to.have.lengthOf(3);
  });

  it('ends the run where an object is not what was exported', async () => {
    put([[item('a')], [item('b')]]);
    const second = [...bucket.objects.keys()].find((key) => key.endsWith('file1.json.gz')) ?? '';
    bucket.objects.set(second, Buffer.from('something else'));
    const { keys, summary } = await replay('s3://exports/orders');
    expect(keys).to.deep.equal(['a']);
    expect(summary.problem).to.match(/^s3:\/\/exports\/orders\/AWSDynamoDB\S+file1\.json\.gz: found the MD5 /);
  });

  for (const [what, from, message] of [
    [
      'a bucket that does not exist',
      's3://nowhere/orders',
      /^s3:\/\/nowhere\/orders is not there: The specified bucket/,
    ],
    ['a bucket that it may not read', 's3://secret/orders', /^AccessDenied: Access Denied\. It needs s3:ListBucket\.$/],
    ['a prefix without an export', 's3://exports/none', /^s3:\/\/exports\/none: found no manifest-summary\.json/],
    ['a URL without a bucket', 's3:///orders', /^Export: found "s3:\/\/\/orders", expected a URL such as/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const error = await replay(from).catch((reason: unknown) => reason);
      expect(error).to.have.property('name', 'ConfigurationError');
      expect(String(Object(error).message)).to.match(message);
    });
  }
});

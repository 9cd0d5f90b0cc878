import { gzipSync } from 'node:zlib';
import type { DynamoDBRecord } from 'aws-lambda';
import { expect } from 'chai';
import { bootstrap, type StreamRecord, stream } from '../../../lib/index.js';
import { type PlanExportOptions, planExport } from '../../../lib/replay/export/plan-export.js';
import {
  type ExportFailure,
  type ExportProgress,
  type ReplayExportOptions,
  replayExport,
} from '../../../lib/replay/export/replay-export.js';
import { handlerTarget } from '../../../lib/replay/target/local-target.js';
import { change, ExportFolder, exportOf, item } from './exported-table.js';

const quiet = () => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

describe('replaying an export', () => {
  const folders: ExportFolder[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) folder.remove();
  });

  function folderOf(...exports: readonly ReadonlyMap<string, Buffer>[]): ExportFolder {
    const folder = new ExportFolder(...exports);
    folders.push(folder);
    return folder;
  }

  /** What handlers hear of an export, and what the run tells. */
  async function replay(
    folder: ExportFolder,
    options: Partial<ReplayExportOptions> &
      Partial<PlanExportOptions> & { handle?: (record: StreamRecord) => void } = {},
  ) {
    const records: StreamRecord[] = [];
    const failures: ExportFailure[] = [];
    const handlers = stream().onAny((record: StreamRecord) => {
      records.push(record);
      options.handle?.(record);
    });
    const plan = await planExport({ from: folder.path, keys: ['pk'], ...options });
    const summary = await replayExport(plan, handlerTarget(bootstrap(handlers, { logger })), {
      run: 'spec',
      onFailure: (failure) => failures.push(failure),
      ...options,
    });
    return { plan, summary, records, failures, heard: records.map(({ eventName, keys }) => `${eventName} ${keys.pk}`) };
  }

  async function messageOf(promise: Promise<unknown>): Promise<string> {
    const error = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('name', 'ConfigurationError');
    return String(Object(error).message);
  }

  it('tells every item of a full export as an INSERT', async () => {
    const folder = folderOf(exportOf([[item('a', { total: { N: '1' }, raw: { B: 'AQI=' } }), item('b')], [item('ü')]]));
    const { summary, records, heard } = await replay(folder);
    expect(heard).to.deep.equal(['INSERT a', 'INSERT b', 'INSERT ü']);
    expect(records[0]).to.deep.include({ table: 'Orders', viewType: 'NEW_AND_OLD_IMAGES' });
    expect(records[0]?.newImage).to.deep.equal({ pk: 'a', total: 1, raw: new Uint8Array([1, 2]) });
    expect(records[0]?.keys).to.deep.equal({ pk: 'a' });
    expect(records[0]?.createdAt).to.deep.equal(new Date('2026-01-01T00:00:00Z'));
    expect(summary).to.deep.equal({
      items: 3,
      handled: 3,
      failed: 0,
      unreadable: 0,
      notRead: 0,
      files: { done: 2, of: 2 },
      problem: undefined,
    });
  });

  it('tells the changes of an incremental export as INSERT, MODIFY and REMOVE, with both images', async () => {
    const lines = [
      change('new', 1, { new: { n: { N: '1' } } }),
      change('changed', 2.5, { old: { n: { N: '1' } }, new: { n: { N: '2' } } }),
      change('gone', 3, { old: { n: { N: '1' } } }),
      change('key alone', 4),
    ];
    const { heard, records } = await replay(folderOf(exportOf([lines], { type: 'incremental' })));
    expect(heard).to.deep.equal(['INSERT new', 'MODIFY changed', 'REMOVE gone', 'REMOVE key alone']);
    expect(records[1]?.changes).to.deep.equal([{ path: 'n', kind: 'changed', from: 1, to: 2 }]);
    expect(records[1]?.createdAt).to.deep.equal(new Date('2026-01-01T00:00:02.500Z'));
    expect(records[2]?.oldImage).to.deep.equal({ pk: 'gone', n: 1 });
    expect(() => records[3]?.oldImage).to.throw('carries no old image');
  });

  for (const newImagesAs of [undefined, 'MODIFY'] as const) {
    it(`tells new images alone as ${newImagesAs ?? 'INSERT'}, and says that it cannot know`, async () => {
      const lines = [change('a', 1, { new: {} }), change('b', 2)];
      const options = { type: 'incremental', summary: { outputView: 'NEW_IMAGE' } } as const;
      const { heard, plan, records } = await replay(folderOf(exportOf([lines], options)), { newImagesAs });
      expect(heard).to.deep.equal([`${newImagesAs ?? 'INSERT'} a`, 'REMOVE b']);
      expect(records[0]?.viewType).to.equal('NEW_IMAGE');
      expect(plan.notes).to.deep.equal([
        'The export holds new images only, which does not tell new items from changed ones: both are told as ' +
          `${newImagesAs ?? 'INSERT'}.`,
      ]);
    });
  }

  it('takes exports in the order of their windows, so that an item hears its changes in order', async () => {
    const hour = (n: number, ...lines: object[]) =>
      // Their ids are in another order.
      exportOf([lines], { id: `${9 - n}`, type: 'incremental', from: `2026-01-01T0${n}:00:00.000Z` });
    const folder = folderOf(
      hour(2, change('a', 7300, { old: {} })),
      hour(1, change('a', 3700, { old: {}, new: {} })),
      exportOf([[item('a'), item('b')]], { id: '5', from: '2026-01-01T01:00:00.000Z' }),
    );
    const { heard, plan } = await replay(folder);
    expect(heard).to.deep.equal(['INSERT a', 'INSERT b', 'MODIFY a', 'REMOVE a']);
    expect(plan.notes).to.deep.equal([]);
  });

  it('tells what is in an event in the order of the writes, also of items with several lines', async () => {
    const lines = [change('a', 3, { old: {} }), '{', change('b', 2, { new: {} }), change('a', 1, { new: {} })];
    const { records, heard, failures } = await replay(folderOf(exportOf([lines], { type: 'incremental' })), {
      handle: ({ keys }) => {
        if (keys.pk === 'b') throw new Error('bad');
      },
    });
    expect(heard).to.deep.equal(['INSERT a', 'INSERT b', 'REMOVE a']);
    const numbers = records.map(({ sequenceNumber }) => BigInt(sequenceNumber ?? ''));
    expect(numbers).to.deep.equal([...numbers].sort((a, b) => (a < b ? -1 : 1)));
    expect(failures.map(({ where }) => where.slice(-5))).to.deep.equal(['.gz:3', '.gz:2']);
  });

  it('says where windows overlap', async () => {
    const from = '2026-01-01T00:30:00.000Z';
    const folder = folderOf(
      exportOf([[]], { id: '1', type: 'incremental' }),
      exportOf([[]], { id: '2', type: 'incremental', from }),
    );
    const { plan } = await replay(folder);
    expect(plan.notes).to.have.lengthOf(1);
    expect(plan.notes[0]).to.match(/export\/2 and arn.*export\/1 are of the same time or overlap/);
  });

  it('finds the export in its own folder, copied without the prefix, and with keys as the guide shows them', async () => {
    const objects = exportOf([[change('a', 1, { new: {} })]], { type: 'incremental', prefix: '', id: 'x' });
    const folder = folderOf(objects);
    for (const from of ['AWSDynamoDB', 'AWSDynamoDB/x']) {
      const { heard } = await replay(folder, { from: `${folder.path}/${from}` });
      expect(heard).to.deep.equal(['INSERT a']);
    }
  });

  it('reads empty partitions, which are empty files', async () => {
    const { summary } = await replay(folderOf(exportOf([Buffer.alloc(0), gzipSync(''), [item('a')]])));
    expect(summary).to.include({ items: 1, handled: 1, problem: undefined });
  });

  it('gives the same event ids in the same run, others in another', async () => {
    const folder = folderOf(exportOf([[item('a')], [item('b')]]));
    const ids = async (run: string) => (await replay(folder, { run })).records.map(({ eventID }) => eventID);
    const first = await ids('1');
    expect(await ids('1')).to.deep.equal(first);
    expect(new Set([...first, ...(await ids('2'))]).size).to.equal(4);
  });

  describe('accounts for every item', () => {
    it('that a handler fails, with its place', async () => {
      const folder = folderOf(exportOf([[item('a'), item('bad'), item('c')]]));
      const { summary, failures, records } = await replay(folder, {
        handle: ({ keys }) => {
          if (keys.pk === 'bad') throw new Error('no such order');
        },
      });
      expect(summary).to.include({ items: 3, handled: 2, failed: 1, unreadable: 0, notRead: 0, problem: undefined });
      expect(failures).to.have.lengthOf(1);
      expect(failures[0]?.where).to.match(/file0\.json\.gz:2$/);
      expect(failures[0]).to.include({ eventID: records[1]?.eventID, reason: 'stream.OnAny: Error: no such order' });
    });

    const unreadable: Record<string, [string | object, string]> = {
      'that is no JSON': ['{"Item":{"secret"', 'found no JSON in a line of 17 characters'],
      'that is no object': ['[]', 'found array, expected an object'],
      'of an incremental export': [
        change('a', 1, { new: {} }),
        'found keys [Metadata,Keys,NewImage], expected an Item',
      ],
      'without its key': [{ Item: { sk: { S: '1' } } }, 'found an item without its key attribute "pk"'],
      'whose item is null': [{ Item: null }, 'Item: found null, expected a map of typed attributes'],
      'without types': [{ Item: { pk: 'a' } }, 'Item: found object, expected a map of typed attributes'],
      'of no known type': [
        { Item: { pk: { S: 'a' }, x: { X: '1' } } },
        /^Item: found the type X, expected S, N/.source,
      ],
    };
    for (const [what, [line, reason]] of Object.entries(unreadable)) {
      it(`${what}, and goes on`, async () => {
        const { summary, failures, heard } = await replay(folderOf(exportOf([[item('a'), line, item('b')]])));
        expect(heard).to.deep.equal(['INSERT a', 'INSERT b']);
        expect(summary).to.include({ handled: 2, failed: 0, unreadable: 1, notRead: 0 });
        expect(failures[0]?.where).to.match(/file0\.json\.gz:2$/);
        expect(failures[0]?.reason).to.match(
          new RegExp(reason.replace(/^(?!\^).*/s, (text) => text.replace(/[[\]"]/g, '\\$&'))),
        );
      });
    }

    it('of an incremental export without a time', async () => {
      const line = { Keys: { pk: { S: 'a' } }, NewImage: { pk: { S: 'a' } } };
      const { summary, failures } = await replay(folderOf(exportOf([[line]], { type: 'incremental' })));
      expect(summary.unreadable).to.equal(1);
      expect(failures[0]?.reason).to.equal(
        'Metadata: found no WriteTimestampMicros, expected the microseconds of the write',
      );
    });
  });

  describe('ends where a file is not what its manifest says', () => {
    const files = [[item('a')], [item('b'), item('c')], [item('d')]];
    const second = 'orders/AWSDynamoDB/01693685827463-2d8752fd/data/01693685827463-2d8752fd-file1.json.gz';

    it('before anything of it is delivered, where the checksum is wrong', async () => {
      const objects = exportOf(files);
      const folder = folderOf(objects).save(second, (objects.get(second) ?? Buffer.alloc(0)).subarray(0, -9));
      const { summary, heard } = await replay(folder);
      expect(heard).to.deep.equal(['INSERT a']);
      expect(summary).to.deep.include({ items: 4, handled: 1, notRead: 3, files: { done: 1, of: 3 } });
      expect(summary.problem).to.match(/file1\.json\.gz: found the MD5 \S+, expected \S+ as manifest-files\.json says/);
    });

    it('after the lines that are there, where the gzip is truncated', async () => {
      const lines = Array.from({ length: 3000 }, (_, n) => item(`${n}`, { text: { S: `${Math.sin(n)}`.repeat(9) } }));
      const whole = gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      const change = (line: object) => ({ ...line, itemCount: 3000 });
      const folder = folderOf(exportOf([whole.subarray(0, whole.length / 2)], { change }));
      const { summary, heard } = await replay(folder);
      expect(heard.length).to.be.within(100, 2900);
      expect(summary).to.include({ handled: heard.length, unreadable: 0, notRead: 3000 - heard.length });
      expect(summary.problem).to.match(
        new RegExp(`the gzip ends in the middle, after ${heard.length} whole lines: copy the file again$`),
      );
    });

    it('where it is no gzip', async () => {
      const change = (line: object) => ({ ...line, itemCount: 1 });
      const { summary } = await replay(folderOf(exportOf([Buffer.from(JSON.stringify(item('a')))], { change })));
      expect(summary).to.include({ handled: 0, notRead: 1 });
      expect(summary.problem).to.match(/found no gzip after 0 lines \(incorrect header check\)/);
    });

    for (const itemCount of [1, 3]) {
      it(`where it holds 2 items instead of ${itemCount}`, async () => {
        const change = (line: object, index: number) => (index === 1 ? { ...line, itemCount } : line);
        const { summary, heard } = await replay(folderOf(exportOf(files, { change })));
        expect(heard).to.deep.equal(['INSERT a', 'INSERT b', 'INSERT c']);
        expect(summary.problem).to.include(
          `file1.json.gz: found 2 items, expected ${itemCount} as manifest-files.json says`,
        );
      });
    }
  });

  describe('refuses, before anything is delivered,', () => {
    const plan = (folder: ExportFolder, from = folder.path) => messageOf(planExport({ from, keys: ['pk'] }));
    const id = 'orders/AWSDynamoDB/01693685827463-2d8752fd';

    it('a folder that is none', async () => {
      expect(await plan(folderOf(), '/no/such/folder')).to.equal(
        '/no/such/folder: found nothing, expected the folder of a DynamoDB export, or s3://bucket/prefix',
      );
    });

    it('a folder without an export', async () => {
      const folder = folderOf();
      expect(await plan(folder)).to.equal(
        `${folder.path}: found no manifest-summary.json in it or below, expected a DynamoDB export to S3 as DynamoDB laid it out`,
      );
    });

    it('an export that has not completed', async () => {
      expect(await plan(folderOf().save(`${id}/_started`, ''))).to.include('it has not completed, or has failed');
    });

    it('a manifest that lists a missing file', async () => {
      const folder = folderOf(exportOf([[item('a')], [item('b')], [item('c')]]));
      for (const n of [1, 2]) folder.remove(`${id}/data/01693685827463-2d8752fd-file${n}.json.gz`);
      expect(await plan(folder)).to.match(
        /manifest-files\.json lists \S+file1\.json\.gz, which is not there, and 1 more of 3 files: copy the whole export/,
      );
    });

    it('an export without manifest-files.json', async () => {
      const folder = folderOf(exportOf([[item('a')]]));
      folder.remove(`${id}/manifest-files.json`);
      expect(await plan(folder)).to.match(/manifest-files\.json cannot be read: .*Copy the whole export\.$/);
    });

    for (const form of ['base64', 'hex'] as const) {
      it(`a manifest that was changed, by a checksum in ${form}`, async () => {
        const folder = folderOf(exportOf([[item('a')]]));
        const checksum = Buffer.alloc(16).toString(form);
        folder.save(`${id}/manifest-files.checksum`, checksum);
        expect(await plan(folder)).to.match(
          /manifest-files\.json: found the MD5 \S+, expected \S+ as \S+checksum says/,
        );
      });
    }

    it('manifests whose counts differ', async () => {
      expect(await plan(folderOf(exportOf([[item('a')]], { summary: { itemCount: 7 } })))).to.match(
        /manifest-summary\.json: found an itemCount of 7, expected 1, which the files of \S+manifest-files\.json add up to/,
      );
    });

    it('Amazon Ion', async () => {
      expect(await plan(folderOf(exportOf([[]], { summary: { outputFormat: 'ION' } })))).to.include(
        'found the outputFormat "ION", expected DYNAMODB_JSON: export the table again in that format',
      );
    });

    it('a manifest that is no JSON', async () => {
      const folder = folderOf(exportOf([[item('a')]])).save(`${id}/manifest-summary.json`, '{');
      folder.remove(`${id}/manifest-summary.checksum`);
      expect(await plan(folder)).to.match(/manifest-summary\.json: found no JSON \(/);
    });

    it('a data file that lies elsewhere', async () => {
      const change = (line: object) => ({ ...line, dataFileS3Key: 'orders/AWSDynamoDB/../../etc/passwd' });
      expect(await plan(folderOf(exportOf([[item('a')]], { change })))).to.include(
        'found the data file orders/AWSDynamoDB/../../etc/passwd, expected one in the export or beside it',
      );
    });
  });

  describe('can be resumed', () => {
    const files = Array.from({ length: 3 }, (_, f) => Array.from({ length: 5 }, (_, n) => item(`${f}-${n}`)));

    it('where any batch ended, and tells each item once', async () => {
      const folder = folderOf(exportOf(files));
      const places: ExportProgress[] = [];
      const all = await replay(folder, { batchSize: 2, onProgress: (progress) => void places.push({ ...progress }) });
      expect(all.heard).to.have.lengthOf(15);
      for (const resumeAt of places) {
        const { heard, summary, records } = await replay(folder, { batchSize: 2, resumeAt });
        expect(heard).to.deep.equal(all.heard.slice(resumeAt.handled));
        expect(records.map(({ eventID }) => eventID)).to.deep.equal(
          all.records.slice(resumeAt.handled).map(({ eventID }) => eventID),
        );
        expect(summary).to.deep.equal(all.summary);
      }
    });

    it('after an interruption, which ends the run between batches', async () => {
      const folder = folderOf(exportOf(files));
      const interruption = new AbortController();
      let last: ExportProgress | undefined;
      const first = await replay(folder, {
        batchSize: 2,
        signal: interruption.signal,
        handle: ({ keys }) => {
          if (keys.pk === '1-2') interruption.abort();
        },
        onProgress: (progress) => {
          last = progress;
        },
      });
      expect(first.summary).to.include({ problem: 'interrupted', handled: 9, notRead: 6 });
      const second = await replay(folder, { resumeAt: last });
      expect([...first.heard, ...second.heard]).to.have.lengthOf(15);
      expect(second.summary).to.include({ handled: 15, notRead: 0, problem: undefined });
    });
  });

  it('verifies everything and delivers nothing without a target', async () => {
    const folder = folderOf(exportOf([[item('a'), '{'], [item('b')]]));
    const plan = await planExport({ from: folder.path, keys: ['pk'] });
    const summary = await replayExport(plan, undefined, { run: 'spec' });
    expect(summary).to.include({ handled: 2, unreadable: 1, notRead: 0, problem: undefined });
  });

  it('ends where nothing can be delivered', async () => {
    const plan = await planExport({ from: folderOf(exportOf([[item('a')]])).path, keys: ['pk'] });
    const error = Object.assign(new Error('There is no function orders here'), { name: 'ConfigurationError' });
    const { ConfigurationError } = await import('../../../lib/errors.js');
    const tries: (readonly DynamoDBRecord[])[] = [];
    const target = {
      deliver: async (records: readonly DynamoDBRecord[]) => {
        tries.push(records);
        throw new ConfigurationError(error.message);
      },
      close: async () => undefined,
    };
    const summary = await replayExport(plan, target, { run: 'spec' });
    expect(summary).to.include({ handled: 0, notRead: 1, problem: 'There is no function orders here' });
    expect(tries).to.have.lengthOf(1);
  });
});

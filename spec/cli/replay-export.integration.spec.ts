import { join } from 'node:path';
import { expect } from 'chai';
import { acquireLock } from '../../lib/files/file-lock.js';
import { Bucket } from '../replay/export/bucket.js';
import { change, exportOf, item } from '../replay/export/exported-table.js';
import { Workplace } from './workplace.js';

const HANDLERS = `
  import { OnAny, Table, bootstrap, type StreamRecord } from 'onstream';
  @Table('Orders')
  class Orders {
    @OnAny
    async hear({ eventName, keys, oldImage, newImage }: StreamRecord) {
      if (keys.pk === 'bad') throw new TypeError('no such order');
      console.log('heard', eventName, keys.pk, oldImage?.total, newImage?.total);
    }
  }
  export const handler = bootstrap(Orders, { reportBatchItemFailures: true });
`;

describe('onstream replay export', () => {
  let workplace: Workplace;
  beforeEach(() => {
    workplace = new Workplace().save('orders.ts', HANDLERS);
  });
  afterEach(() => workplace.close());

  function saveExport(objects: ReadonlyMap<string, Buffer>): void {
    for (const [key, bytes] of objects) workplace.save(`exports/${key}`, bytes);
  }

  const replay = (...args: string[]) => workplace.run(['replay', 'export', 'exports', 'orders.ts', ...args]);
  const total = (n: number) => ({ total: { N: `${n}` } });

  it('tells the plan, hands the changes to the handlers with both images, and accounts for every item', async () => {
    const lines = [change('a', 1, { new: total(1) }), change('b', 2, { old: total(1), new: total(2) })];
    saveExport(exportOf([lines, [change('c', 3, { old: total(3) })]], { type: 'incremental' }));
    const { code, stdout, stderr } = await replay('--yes');
    expect(stderr).to.equal('');
    expect(stdout.split('\n')).to.deep.equal([
      'Replay of the export in exports',
      '  Orders, its changes from 2026-01-01T00:00:00Z to 2026-01-01T01:00:00Z: 3 items in 2 files',
      'Goes to the handlers in orders.ts, in events of up to 100 records; nothing is written to a table.',
      'heard INSERT a undefined 1',
      'heard MODIFY b 1 2',
      'heard REMOVE c 3 undefined',
      '3 items: 3 handled, 0 failed, 0 unreadable, 0 not read (2 of 2 files)',
      '',
    ]);
    expect(code).to.equal(0);
  });

  it('delivers nothing where the checkpoint cannot be written', async () => {
    saveExport(exportOf([[item('a'), item('b'), item('c'), item('d')]]));
    const { code, stdout, stderr } = await replay('--yes', '--keys', 'pk', '--checkpoint', 'none/place.json');
    expect(stderr).to.match(/^--checkpoint none\/place\.json cannot be written: ENOENT/);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
  });

  it('delivers nothing where another run has the checkpoint open', async () => {
    saveExport(exportOf([[item('a'), item('b')]]));
    const lock = acquireLock(join(workplace.folder, 'place.json.lock'));
    const { code, stdout, stderr } = await replay('--yes', '--keys', 'pk', '--checkpoint', 'place.json');
    lock.release();
    expect(stderr).to.match(
      /^--checkpoint place\.json is in use by another run \(process \d+ on .+, since .+Z\)\. Wait /,
    );
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
  });

  it('names the line of what fails and of what cannot be read, goes on, and exits with 1', async () => {
    saveExport(exportOf([[item('a'), item('bad'), '{"Item"', item('b')]]));
    const { code, stdout } = await replay('--yes', '--keys', 'pk');
    expect(stdout).to.match(
      /^failed exports\/orders\/\S+file0\.json\.gz:2 \(event replay-\w+\): Orders\.hear: TypeError: no such order$/m,
    );
    expect(stdout).to.match(
      /^unreadable exports\/orders\/\S+file0\.json\.gz:3: found no JSON in a line of 7 characters$/m,
    );
    expect(stdout).to.match(/^4 items: 2 handled, 1 failed, 1 unreadable, 0 not read \(1 of 1 files\)$/m);
    expect(code).to.equal(1);
  });

  it('verifies everything with --dry-run, and calls no handler', async () => {
    saveExport(exportOf([[item('a'), item('bad')]]));
    const { code, stdout } = await replay('--dry-run', '--keys', 'pk');
    expect(stdout).to.not.include('heard');
    expect(stdout).to.include('Is read and verified; nothing is delivered.\n2 items: 2 can be delivered, 0 failed');
    expect(code).to.equal(0);
  });

  it('delivers nothing without --yes where there is no terminal', async () => {
    saveExport(exportOf([[item('a')]]));
    const { code, stdout, stderr } = await replay('--keys', 'pk');
    expect(stdout).to.not.include('heard');
    expect(stderr).to.equal('Nothing was done: it needs --yes, or a terminal to confirm it on.\n');
    expect(code).to.equal(1);
  });

  it('ends early at a file whose checksum is wrong, and tells what was not read', async () => {
    const objects = exportOf([[item('a')], [item('b'), item('c')]]);
    saveExport(objects);
    const second = [...objects.keys()].find((key) => key.endsWith('file1.json.gz'));
    workplace.save(`exports/${second}`, 'changed');
    const { code, stdout } = await replay('--yes', '--keys', 'pk');
    expect(stdout).to.match(
      /^Ended early: exports\/orders\S+file1\.json\.gz: found the MD5 \S+, expected \S+ as manifest-files/m,
    );
    expect(stdout).to.match(/^3 items: 1 handled, 0 failed, 0 unreadable, 2 not read \(1 of 2 files\)$/m);
    expect(code).to.equal(1);
  });

  it('prints lines of JSON alone with --json', async () => {
    saveExport(exportOf([[item('a'), item('bad')]]));
    const program = workplace.onstream(['replay', 'export', 'exports', 'orders.ts', '--yes', '--keys', 'pk', '--json']);
    const { stderr } = await program.ended();
    expect(program.lines('plan')[0]).to.include({ from: 'exports', to: 'the handlers in orders.ts', items: 2 });
    expect(program.lines('failed')).to.have.lengthOf(1);
    expect(program.lines('summary')).to.deep.equal([
      {
        type: 'summary',
        isDryRun: false,
        items: 2,
        handled: 1,
        failed: 1,
        unreadable: 0,
        notRead: 0,
        files: { done: 1, of: 1 },
      },
    ]);
    expect(stderr).to.include('heard INSERT a');
  });

  it('ends after the batch that is under way at Ctrl-C', async () => {
    workplace.save(
      'orders.ts',
      `export const handler = async ({ Records }) => {
        console.log('batch', Records[0].dynamodb.Keys.pk.S);
        await new Promise((resolve) => process.once('SIGINT', resolve));
      };`,
    );
    saveExport(exportOf([[item('a'), item('b'), item('c'), item('d')]]));
    const program = workplace.onstream([
      'replay',
      'export',
      'exports',
      'orders.ts',
      '--yes',
      '--keys',
      'pk',
      '--batch-size',
      '2',
    ]);
    await program.says('batch a');
    const { code, stdout } = await program.interrupt().ended();
    expect(stdout).to.not.include('batch c');
    expect(stdout).to.include('Ended early: interrupted\n4 items: 2 handled, 0 failed, 0 unreadable, 2 not read');
    expect(stdout).to.match(/Without --checkpoint, another run begins anew\.\n$/);
    expect(code).to.equal(130);
  });

  describe('with a checkpoint', () => {
    const args = ['--yes', '--keys', 'pk', '--batch-size', '2', '--checkpoint', 'place.json'];
    const items = Array.from({ length: 7 }, (_, n) => item(`${n}`));
    const HEARD = `
      import { execFileSync } from 'node:child_process';
      import { appendFileSync } from 'node:fs';
      import { join } from 'node:path';
      export const handler = async ({ Records }: { Records: any[] }) => {
        for (const { eventID, dynamodb } of Records) {
          // From outside, since a process.kill of its own process would be refused, and the record fail.
          if (process.env.DIES_AT === dynamodb.Keys.pk.S) execFileSync('kill', ['-9', String(process.pid)]);
          appendFileSync(join(import.meta.dirname, 'heard.txt'), dynamodb.Keys.pk.S + ' ' + eventID + '\\n');
        }
      };
    `;

    beforeEach(() => {
      workplace.save('orders.ts', HEARD);
      saveExport(exportOf([items.slice(0, 3), items.slice(3)]));
    });

    const heard = () => workplace.read('heard.txt').trimEnd().split('\n');

    it('goes on after a crash, with the event that was under way, under the same event ids', async () => {
      const first = await workplace.run(['replay', 'export', 'exports', 'orders.ts', ...args], {
        env: { DIES_AT: '4' },
      });
      expect(first.code).to.equal('SIGKILL');
      const { code, stdout } = await replay(...args);
      expect(stdout).to.include('Notes down in place.json how far it is.\nGoes on after 3 of 7 items.\n');
      expect(stdout).to.include('\n7 items: 7 handled, 0 failed, 0 unreadable, 0 not read (2 of 2 files)\n');
      expect(code).to.equal(0);
      expect(
        heard()
          .map((line) => line[0])
          .join(''),
      ).to.equal('01233456');
      expect(new Set(heard()).size).to.equal(7);
    });

    it('delivers nothing where everything is done', async () => {
      await replay(...args);
      const { code, stdout } = await replay(...args);
      expect(stdout).to.include('Goes on after 7 of 7 items.\n7 items: 7 handled');
      expect(code).to.equal(0);
      expect(heard()).to.have.lengthOf(7);
    });

    it('refuses that of another run', async () => {
      await replay(...args);
      workplace.save('other.ts', HEARD);
      const { code, stderr } = await workplace.run(['replay', 'export', 'exports', 'other.ts', ...args]);
      expect(stderr).to.match(
        /^--checkpoint place\.json is that of another run:\n {2}to: found the handlers in orders\.ts, expected the handlers in other\.ts\n/,
      );
      expect(code).to.equal(1);
    });

    it('refuses one that is cut off', async () => {
      await replay(...args);
      workplace.save('place.json', workplace.read('place.json').slice(0, 40));
      const { code, stderr } = await replay(...args);
      expect(stderr).to.match(/^--checkpoint place\.json: found a file that is cut off/);
      expect(code).to.equal(1);
    });
  });

  it('reads an export in its bucket', async () => {
    const bucket = await new Bucket().start();
    for (const [key, bytes] of exportOf([[item('a')]])) bucket.objects.set(key, bytes);
    const env = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
    const args = ['--keys', 'pk', '--yes', '--region', 'us-east-1', '--endpoint', bucket.endpoint];
    const { code, stdout, stderr } = await workplace
      .run(['replay', 'export', 's3://exports/orders', 'orders.ts', ...args], { env })
      .finally(() => bucket.stop());
    expect(stderr).to.equal('');
    expect(stdout).to.include('heard INSERT a');
    expect(code).to.equal(0);
  });

  it('says that credentials are missing', async () => {
    const env = { AWS_EC2_METADATA_DISABLED: 'true', HOME: workplace.folder };
    const args = ['replay', 'export', 's3://exports/orders', 'orders.ts', '--yes', '--region', 'us-east-1'];
    const { code, stderr } = await workplace.run(args, { env });
    expect(stderr).to.match(/^No AWS credentials were found: .* Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and/);
    expect(code).to.equal(1);
  });

  for (const [what, args, message] of [
    [
      'no file',
      ['exports'],
      /^onstream replay export: found exports, expected an export and a file, or --function <name>/,
    ],
    [
      'a file and a function',
      ['exports', 'orders.ts', '--function', 'f'],
      /with --function f, expected an export alone/,
    ],
    [
      'three keys',
      ['exports', 'orders.ts', '--keys', 'a,b,c'],
      /^--keys: found "a,b,c", expected one or two attributes/,
    ],
    ['another event', ['exports', 'orders.ts', '--as', 'REMOVE'], /^--as: found "REMOVE", expected INSERT or MODIFY/],
    [
      'half a record',
      ['exports', 'orders.ts', '--batch-size', '0.5'],
      /^--batch-size: found "0\.5", expected a whole number/,
    ],
    ['no URL', ['exports', 'orders.ts', '--endpoint', 'here'], /^--endpoint: found "here", expected a URL/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, stderr } = await workplace.run(['replay', 'export', ...args]);
      expect(stderr).to.match(message);
      expect(code).to.equal(2);
    });
  }

  it('refuses a folder that is not there', async () => {
    const { code, stderr } = await replay('--yes');
    expect(stderr).to.equal(
      'exports: found nothing, expected the folder of a DynamoDB export, or s3://bucket/prefix\n',
    );
    expect(code).to.equal(1);
  });
});

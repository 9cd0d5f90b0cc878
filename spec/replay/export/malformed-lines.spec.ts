import { expect } from 'chai';
import fc from 'fast-check';
import { bootstrap, stream } from '../../../lib/index.js';
import { planExport } from '../../../lib/replay/export/plan-export.js';
import {
  type ExportFailure,
  type ReplayExportOptions,
  replayExport,
} from '../../../lib/replay/export/replay-export.js';
import { handlerTarget } from '../../../lib/replay/target/local-target.js';
import type { ReplayTarget } from '../../../lib/replay/target/target.js';
import { change, ExportFolder, exportOf, item } from './exported-table.js';

const logger = { debug() {}, info() {}, warn() {}, error() {} };
const nested = (depth: number) => `${'{"M":{"a":'.repeat(depth)}{"S":"x"}${'}}'.repeat(depth)}`;

/** Values that no attribute has. */
const MALFORMED: readonly string[] = [
  '{"N":5}',
  '{"N":"five"}',
  '{"N":null}',
  '{"S":null}',
  '{"S":5}',
  '{"SS":[5]}',
  '{"SS":"a"}',
  '{"SS":[null]}',
  '{"NS":[5]}',
  '{"NS":["five"]}',
  '{"B":"no base64!"}',
  '{"B":"YQ"}',
  '{"B":5}',
  '{"BS":["no base64!"]}',
  '{"BOOL":"true"}',
  '{"NULL":"yes"}',
  '{"M":[]}',
  '{"M":null}',
  '{"M":{"a":"x"}}',
  '{"L":{}}',
  '{"L":["x"]}',
  '{"L":[{"N":5}]}',
  '{"S":"a","N":"1"}',
  '{"X":"a"}',
  '{}',
  nested(2_000),
];

describe('an export with malformed lines', () => {
  const folders: ExportFolder[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) folder.remove();
  });

  async function replay(
    objects: ReadonlyMap<string, Buffer>,
    options: Partial<ReplayExportOptions> & { target?: ReplayTarget | undefined } = {},
  ) {
    const folder = new ExportFolder(objects);
    folders.push(folder);
    const seen: string[] = [];
    const failures: ExportFailure[] = [];
    const handlers = stream().onAny(function audit(record) {
      seen.push(String(record.keys.pk));
    });
    const plan = await planExport({ from: folder.path, keys: ['pk'] });
    const target = handlerTarget(bootstrap(handlers, { logger }));
    const summary = await replayExport(plan, 'target' in options ? options.target : target, {
      run: 'spec',
      onFailure: (failure) => failures.push(failure),
      ...options,
    });
    return { summary, seen, failures };
  }

  for (const kind of ['full', 'incremental'] as const) {
    it(`counts and names each line of a ${kind} one, and hands over the others`, async () => {
      const lines = MALFORMED.flatMap((value, number) => {
        const good = kind === 'full' ? item(`${number}`) : change(`${number}`, number, { new: {} });
        const bad = JSON.stringify(good).replace(/\}\}\}$/, `},"bad":${value}}}`);
        return [bad, good];
      });
      const { summary, seen, failures } = await replay(exportOf([lines], { type: kind }), { batchSize: 7 });
      const count = MALFORMED.length;
      expect(summary).to.deep.include({ items: 2 * count, handled: count, unreadable: count, failed: 0, notRead: 0 });
      expect(summary.problem).to.equal(undefined);
      expect(seen).to.deep.equal(MALFORMED.map((_, number) => `${number}`));
      const named = failures.map(({ where }) => Number(/\.json\.gz:(\d+)$/.exec(where)?.[1]));
      expect(named.toSorted((a, b) => a - b)).to.deep.equal(MALFORMED.map((_, number) => number * 2 + 1));
    });
  }

  it('counts lines that are no changes at all, and keys that are none', async () => {
    const strange = [
      'no JSON',
      '[]',
      'null',
      '{}',
      '{"Keys":null}',
      '{"Keys":{},"NewImage":{}}',
      '{"Keys":{"pk":{"L":[]}},"NewImage":{}}',
      '{"Keys":{"pk":5},"NewImage":{}}',
      '{"Keys":{"pk":{"S":"a"}},"NewImage":5,"Metadata":{"WriteTimestampMicros":{"N":"1"}}}',
      '{"Keys":{"pk":{"S":"a"}},"NewImage":{},"Metadata":{}}',
      '[['.repeat(50_000),
    ];
    const { summary, seen } = await replay(
      exportOf([[...strange, change('a', 1, { new: {} })]], { type: 'incremental' }),
    );
    expect(summary).to.deep.include({ handled: 1, unreadable: strange.length, problem: undefined });
    expect(seen).to.deep.equal(['a']);
  });

  it('never says what is in an item', async () => {
    const { failures } = await replay(exportOf([['{"Item":{"pk":{"S":"a"},"x":{"N":"secret"}}}', '{"secret":']]));
    expect(failures).to.have.length(2);
    expect(JSON.stringify(failures)).not.to.include('secret');
  });

  it('counts any line at all', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.json({ maxDepth: 4 }), { minLength: 1, maxLength: 5 }), async (values) => {
        const lines = values.map((value) => `{"Item":{"pk":{"S":"a"},"x":${value}}}`);
        const { summary } = await replay(exportOf([lines]));
        expect(summary).to.deep.include({ problem: undefined, notRead: 0, items: values.length });
      }),
      { numRuns: 30 },
    ));

  it('is resumed after malformed lines without repeating any', async () => {
    const lines = Array.from({ length: 12 }, (_, n) => (n % 3 === 0 ? '{"N":5}' : item(`${n}`)));
    const progress: Parameters<NonNullable<ReplayExportOptions['onProgress']>>[0][] = [];
    const objects = exportOf([lines]);
    const whole = await replay(objects, { batchSize: 2, onProgress: (now) => void progress.push(now) });
    expect(whole.summary).to.deep.include({ handled: 8, unreadable: 4 });
    for (const resumeAt of progress) {
      const { summary, seen } = await replay(objects, { batchSize: 2, resumeAt });
      expect(summary).to.deep.include({ handled: 8, unreadable: 4 });
      expect(seen).to.deep.equal(whole.seen.slice(resumeAt.handled));
    }
  });

  it('ends at once where it is interrupted, also while no batch fills', async () => {
    const over = new AbortController();
    const target: ReplayTarget = {
      deliver: () => Promise.reject(new Error('delivered after the end')),
      close: async () => undefined,
    };
    // Interrupted once the reading has begun.
    let told = 0;
    const onProgress = () => {
      if (++told === 1) setImmediate(() => over.abort());
    };
    const lines = Array.from({ length: 20_000 }, (_, n) => item(`${n}`));
    const options = { target, onProgress, batchSize: 1_000_000, signal: over.signal };
    const { summary } = await replay(exportOf([lines]), options);
    expect(summary).to.deep.include({ handled: 0, problem: 'interrupted', notRead: 20_000 });
  });
});

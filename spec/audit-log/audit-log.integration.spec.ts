import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { include } from '../deploy/synth/included.js';

const PROJECT = join(__dirname, '../..');
const TEMPLATE = 'samples/audit-log/out/template.yaml';

/** Runs the sample as a user would, without what silences other people's warnings here. */
async function runSample() {
  const { NODE_OPTIONS: _options, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: _disabled, ...env } = process.env;
  const child = spawn('npm', ['--silent', 'run', 'sample', 'audit-log'], {
    cwd: PROJECT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [exitCode, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { exitCode, stderr, lines: stdout.trimEnd().split('\n') };
}

describe('the audit log sample', function () {
  // It builds first.
  this.timeout(120_000);

  let run: Awaited<ReturnType<typeof runSample>>;
  before(async () => {
    run = await runSample();
  });

  it('ends well, and tells where the template is', () => {
    expect(run.stderr).to.equal('');
    expect(run.lines.at(-1)).to.equal(`The template that deploys it: ${TEMPLATE}`);
    expect(run.exitCode).to.equal(0);
  });

  it('logs each change as a line of JSON: what, of which item, from what to what', () => {
    const changes = run.lines.slice(0, -1).map((line) => JSON.parse(line));
    for (const { time } of changes) expect(new Date(time).toISOString()).to.equal(time);
    const ofDocument = { table: 'Documents', keys: { pk: 'DOC#1', sk: 'DRAFT' } };
    expect(
      changes.map(({ time: _, changes: paths, ...change }) => ({ ...change, changes: byPath(paths) })),
    ).to.deep.equal([
      {
        ...ofDocument,
        event: 'INSERT',
        changes: {
          pk: ['added', undefined, 'DOC#1'],
          sk: ['added', undefined, 'DRAFT'],
          title: ['added', undefined, 'Notes'],
          author: ['added', undefined, { name: 'ada', account: '123456789012345678901' }],
          tags: ['added', undefined, ['draft']],
          checksum: ['added', undefined, '3q2+7w=='],
        },
      },
      {
        ...ofDocument,
        event: 'MODIFY',
        changes: {
          title: ['changed', 'Notes', 'Notes on the engine'],
          'author.name': ['changed', 'ada', 'Ada'],
          tags: ['changed', ['draft'], ['draft', 'reviewed']],
          checksum: ['removed', '3q2+7w==', undefined],
        },
      },
      {
        ...ofDocument,
        event: 'REMOVE',
        changes: {
          pk: ['removed', 'DOC#1', undefined],
          sk: ['removed', 'DRAFT', undefined],
          title: ['removed', 'Notes on the engine', undefined],
          author: ['removed', { name: 'Ada', account: '123456789012345678901' }, undefined],
          tags: ['removed', ['draft', 'reviewed'], undefined],
        },
      },
    ]);
  });

  it('is deployed with the mapping that its code declares', () => {
    const { template, unknown } = include(readFileSync(join(PROJECT, TEMPLATE), 'utf8'));
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 10,
      Enabled: true,
      EventSourceArn: { 'Fn::GetAtt': ['DocumentsTable', 'StreamArn'] },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'Documents',
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    expect(unknown).to.deep.equal({});
  });
});

interface Change {
  readonly path: string;
  readonly kind: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** The order of attributes is DynamoDB's. */
function byPath(changes: readonly Change[]) {
  return Object.fromEntries(changes.map(({ path, kind, from, to }) => [path, [kind, from, to]]));
}

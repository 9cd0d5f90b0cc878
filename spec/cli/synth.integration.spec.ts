import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { orderHandlers } from './orders.js';
import { Workplace } from './workplace.js';

const STREAM_ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders-eu/stream/2026-01-01T00:00:00.000';

describe('onstream synth', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace().save('orders.ts', orderHandlers());
  });
  afterEach(() => place.close());

  for (const [format, part] of [
    ['cloudformation', 'Type: AWS::Lambda::EventSourceMapping'],
    ['sam', 'Transform: AWS::Serverless-2016-10-31'],
    ['terraform', 'resource "aws_lambda_event_source_mapping" "orders"'],
    ['serverless', 'service: orders'],
  ] as const) {
    it(`prints a template for ${format}`, async () => {
      const { code, stdout, stderr } = await place.run(['synth', 'orders.ts', '--format', format]);
      expect(stdout).to.include(part).and.to.include('OrderHandlers.confirm');
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    });
  }

  it('keeps what a module logs out of the template', async () => {
    place.save('orders.ts', `console.log('loading');\n${orderHandlers()}`);
    const { stdout, stderr } = await place.run(['synth', 'orders.ts', '--format', 'sam']);
    expect(stdout).to.match(/^# Made by onstream synth/);
    expect(stderr).to.equal('loading\n');
  });

  it('names resources after the nearest folder whose name tells something', async () => {
    place.save('mails/src/handler.ts', orderHandlers());
    const { stdout } = await place.run(['synth', 'mails/src/handler.ts', '--format', 'sam']);
    expect(stdout).to.include('MailsFunction:');
  });

  it('names resources after the package where neither the file nor a folder in it tells something', async () => {
    place.save('package.json', '{ "name": "@acme/order-mails" }').save('src/handler.ts', orderHandlers());
    const { stdout } = await place.run(['synth', 'src/handler.ts', '--format', 'sam']);
    expect(stdout).to.include('AcmeOrderMailsFunction:');
  });

  it('names the function, and writes a file', async () => {
    const args = [
      'synth',
      'orders.ts',
      '--format',
      'cloudformation',
      '--name',
      'order-mails',
      '--out',
      'template.yaml',
    ];
    const { code, stdout } = await place.run(args);
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: `Wrote ${args.at(-1)}\n` });
    const template = readFileSync(join(place.folder, 'template.yaml'), 'utf8');
    expect(template).to.include('FunctionName: order-mails').and.to.include('OrderMailsFunction:');
  });

  it('names resources after the file, whatever its letters and its length are', async () => {
    const long = `${'order-'.repeat(20)}mails`;
    place.save('ürders.ts', orderHandlers()).save(`${long}.ts`, orderHandlers());
    const named = await place.run(['synth', 'ürders.ts', '--format', 'terraform']);
    expect(named.stdout).to.include('function_name = "urders"').and.to.include('"aws_iam_role" "urders"');
    const cut = await place.run(['synth', `${long}.ts`, '--format', 'terraform']);
    expect(cut.stdout).to.include(`function_name = "${long.slice(0, 64)}"`);
  });

  it('takes the tables of a regular expression, which may hold an equals sign', async () => {
    place.save('orders.ts', orderHandlers().replace("@Table('Orders')", '@Table(/^Orders(?=-)/)'));
    const option = ['--table', `/^Orders(?=-)/=${STREAM_ARN}`];
    const { stdout, stderr } = await place.run(['synth', 'orders.ts', '--format', 'sam', ...option]);
    expect(stderr).to.equal('');
    expect(stdout).to.include(`Stream: ${STREAM_ARN}`);
  });

  it("gives the function the environment's variables that name its tables, and no others", async () => {
    place.save('orders.ts', orderHandlers().replace("'Orders'", "process.env.ORDERS_TABLE ?? 'Orders'"));
    const env = { ORDERS_TABLE: 'prod-orders', USER: 'prod-orders', OTHER: 'prod-orders-2' };
    const { stdout } = await place.run(['synth', 'orders.ts', '--format', 'cloudformation'], { env });
    expect(stdout).to.include('TableName: prod-orders').and.to.include('ORDERS_TABLE: !Ref ProdOrdersTable');
    expect(stdout).to.not.match(/USER:|OTHER:/);
  });

  it('tells what changes against an older template, and exits with 1 where something does', async () => {
    const synth = ['synth', 'orders.ts', '--format', 'cloudformation'];
    await place.run([...synth, '--out', 'old.yaml']);
    const same = await place.run([...synth, '--diff', 'old.yaml']);
    expect(same).to.deep.equal({ code: 0, stdout: 'Nothing changes.\n', stderr: '' });
    place.save('orders.ts', orderHandlers('', 'reportBatchItemFailures: true, eventSource: { batchSize: 10 }'));
    const changed = await place.run([...synth, '--diff', 'old.yaml', '--out', 'old.yaml']);
    expect(changed).to.deep.equal({
      code: 1,
      stdout: '+ Resources.OrdersMapping.Properties.BatchSize: 10\n',
      stderr: '',
    });
    expect((await place.run([...synth, '--diff', 'old.yaml'])).code).to.equal(0);
  });

  it('takes a format in capitals', async () => {
    const [small, capital] = await Promise.all(
      ['sam', 'SAM'].map((format) => place.run(['synth', 'orders.ts', '--format', format])),
    );
    expect(capital).to.deep.equal(small).and.to.include({ code: 0 });
  });

  for (const [what, args, code, message] of [
    ['no format', [], 2, '--format: found nothing, expected cloudformation, sam, terraform, serverless\n'],
    ['an unknown format', ['--format', 'cdk'], 2, '--format: found "cdk", expected cloudformation, sam, '],
    [
      'a table without a place',
      ['--format', 'sam', '--table', 'Orders='],
      2,
      '--table: found "Orders=", expected such as',
    ],
    [
      'a known table of which nothing is told',
      ['--format', 'sam', '--table', 'Orders'],
      2,
      '--table: found "Orders", expected where it is, such as Orders=OrdersTable or Orders=<stream ARN>\n',
    ],
    ['a table that nobody hears', ['--format', 'sam', '--table', 'Typo=x'], 1, 'expected one of Orders\n'],
    [
      'a name with a space',
      ['--format', 'sam', '--name', 'my orders'],
      2,
      '--name: found "my orders", expected 1 to 64',
    ],
    ['a name that is too long', ['--format', 'sam', '--name', 'x'.repeat(65)], 2, 'expected 1 to 64 letters'],
    [
      'an older template that is not there',
      ['--format', 'sam', '--diff', 'old.yaml'],
      1,
      '--diff old.yaml cannot be read',
    ],
    ['a place where nothing can be written', ['--format', 'sam', '--out', 'no/t.yaml'], 1, '--out no/t.yaml cannot be'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { stdout, stderr, ...ended } = await place.run(['synth', 'orders.ts', ...args]);
      expect(stderr)
        .to.include(message)
        .and.to.not.match(/^ +at /m);
      expect({ code: ended.code, stdout }).to.deep.equal({ code, stdout: '' });
    });
  }

  for (const [what, text, message] of [
    ['a module that throws', `throw new Error('no settings');\n${orderHandlers()}`, 'Error: no settings'],
    ['an export that is no handler', 'export const handler = 42;', 'found 42 as handler, expected'],
    [
      'a handler whose code and event source disagree',
      orderHandlers('', "eventSource: { functionResponseTypes: ['ReportBatchItemFailures'] }"),
      'bootstrap.eventSource.functionResponseTypes: found "ReportBatchItemFailures", expected ""',
    ],
    [
      'a function that does not know its table yet',
      orderHandlers().replace("'Orders'", '() => process.env.ORDERS_TABLE as string'),
      'OrderHandlers: @Table: found undefined, expected a table name or a RegExp',
    ],
    [
      'a regular expression without --table',
      orderHandlers().replace("'Orders'", '/^Orders-/'),
      "expected to be told which tables there are: --table '/^Orders-/=<stream ARN>'",
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      place.save('orders.ts', text);
      const { code, stdout, stderr } = await place.run(['synth', 'orders.ts', '--format', 'sam']);
      expect(stderr).to.include(message);
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    });
  }
});

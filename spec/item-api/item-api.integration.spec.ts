import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Template } from 'aws-cdk-lib/assertions';
import { expect } from 'chai';
import type { LocalItemApi, TableProperties } from '../../samples/item-api/local.js';
import { DIST, ensureBuilt } from '../cli/built.js';

const TABLE = { 'Fn::GetAtt': ['Items', 'Arn'] };

describe('the item-api sample', () => {
  let folder: string;
  let template: Template;
  let ids: ReadonlyMap<string, string>;
  before(async function () {
    // The package is built first where it was not.
    this.timeout(120_000);
    ensureBuilt();
    folder = mkdtempSync(join(DIST, 'item-api-spec-'));
    process.env.CDK_OUTDIR = folder;
    // The API's functions stay unbundled, which is half of the work: the template says the same of them. As a program, the
    // app bundles them.
    process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:bundling-stacks': [] });
    const { assembly } = await import('../../samples/item-api/app.js');
    delete process.env.CDK_OUTDIR;
    delete process.env.CDK_CONTEXT_JSON;
    const json = assembly.getStackByName('ItemApi').template;
    template = Template.fromJSON(json);
    ids = new Map(Object.keys(json.Resources).map((id) => [id, id.replace(/[0-9A-F]{8}$/, '')]));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** The properties of the resources of a type by their logical ids, which are without CDK's hashes here. */
  function resources(type: string): Record<string, Record<string, unknown>> {
    const found = Object.entries(template.findResources(type));
    const text = JSON.stringify(Object.fromEntries(found.map(([id, { Properties }]) => [id, Properties])));
    return JSON.parse([...ids].reduce((all, [id, short]) => all.replaceAll(`"${id}"`, `"${short}"`), text));
  }

  function statements(policy: string): unknown {
    return Object(resources('AWS::IAM::Policy')[policy]?.PolicyDocument).Statement;
  }

  describe('as it would be deployed', () => {
    it('has a table with a stream, whose changes a Kinesis data stream gets too', () => {
      expect(resources('AWS::DynamoDB::Table').Items).to.deep.include({
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        KinesisStreamSpecification: { StreamArn: { 'Fn::GetAtt': ['Changes', 'Arn'] } },
      });
    });

    it('lets its API functions do one thing each, with this table alone', () => {
      const only = (Action: string) => [{ Action, Effect: 'Allow', Resource: [TABLE] }];
      expect(statements('PutServiceRoleDefaultPolicy')).to.deep.equal(only('dynamodb:PutItem'));
      expect(statements('GetServiceRoleDefaultPolicy')).to.deep.equal(only('dynamodb:GetItem'));
    });

    it('lets each of the others read its stream, and write what it gives up to its queue', () => {
      const allow = (Action: unknown, Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
      expect(statements('StockRoleDefaultPolicy')).to.deep.equal([
        allow('sqs:SendMessage', { 'Fn::GetAtt': ['StockFailureQueue', 'Arn'] }),
        allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], {
          'Fn::GetAtt': ['Items', 'StreamArn'],
        }),
        allow('dynamodb:ListStreams', '*'),
      ]);
      expect(statements('PricesRoleDefaultPolicy')).to.deep.equal([
        allow('sqs:SendMessage', { 'Fn::GetAtt': ['PricesFailureQueue', 'Arn'] }),
        allow(
          [
            'DescribeStream',
            'DescribeStreamSummary',
            'GetRecords',
            'GetShardIterator',
            'ListShards',
            'SubscribeToShard',
          ].map((action) => `kinesis:${action}`),
          { 'Fn::GetAtt': ['Changes', 'Arn'] },
        ),
      ]);
      expect(Object.keys(resources('AWS::IAM::Policy'))).to.have.length(4);
    });

    it('lets each of the others write its own log, and no other', () => {
      for (const name of ['Stock', 'Prices']) {
        const role = resources('AWS::IAM::Role')[`${name}Role`];
        const Resource = { 'Fn::GetAtt': [`${name}LogGroup`, 'Arn'] };
        const Statement = [{ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Effect: 'Allow', Resource }];
        const log = { PolicyName: 'log', PolicyDocument: { Statement, Version: '2012-10-17' } };
        expect(role?.Policies).to.deep.equal([log]);
        expect(role).to.not.have.property('ManagedPolicyArns');
        const stream = resources('AWS::Lambda::Function')[`${name}Function`];
        expect(stream).to.deep.include({ Role: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] } });
        expect(stream?.LoggingConfig).to.deep.equal({ LogGroup: { Ref: `${name}LogGroup` } });
      }
    });

    it('tells every function the name of the table', () => {
      const functions = Object.values(resources('AWS::Lambda::Function'));
      const tables = functions.map(({ Environment }) => Object(Environment).Variables.TABLE);
      expect(tables).to.deep.equal(Array(4).fill({ Ref: 'Items' }));
    });

    it('answers to PUT and GET', () => {
      const methods = Object.values(resources('AWS::ApiGateway::Method'));
      expect(methods.map(({ HttpMethod }) => HttpMethod)).to.have.members(['PUT', 'GET']);
    });
  });

  describe('on this machine', () => {
    const printed: string[] = [];
    const { log } = console;
    let api: LocalItemApi;
    before(async () => {
      const { startItemApi } = await import('../../samples/item-api/local.js');
      const table: TableProperties = resources('AWS::DynamoDB::Table').Items ?? {};
      api = await startItemApi(table);
      console.log = (line: string) => printed.push(line);
    });
    beforeEach(() => printed.splice(0));
    after(async () => {
      console.log = log;
      await api.stop();
    });

    it('fires the stream handlers for what is put through the API, and gives it back', async () => {
      const lamp = { id: 'lamp', name: 'Lamp', price: 20, stock: 2, colours: ['red', null, { shade: 0.5 }] };
      expect(await api.put(JSON.stringify(lamp))).to.deep.include({ statusCode: 200, body: JSON.stringify(lamp) });
      await api.put(JSON.stringify({ ...lamp, price: 25, stock: 0 }));
      await api.caughtUp();
      const [texts, prices] = [true, false].map((isText) => printed.filter((line) => isText === !line.startsWith('{')));
      expect(texts).to.deep.equal(['New: Lamp', 'Sold out: Lamp']);
      expect(prices?.map((line) => JSON.parse(line)).map(({ id, from, to }) => [id, from, to])).to.deep.equal([
        ['lamp', undefined, 20],
        ['lamp', 20, 25],
      ]);
      const { statusCode, body } = await api.get('lamp');
      expect(statusCode).to.equal(200);
      expect(JSON.parse(body)).to.deep.equal({ ...lamp, price: 25, stock: 0 });
    });

    it('answers 404 for an item that there is not, and 400 for none', async () => {
      expect((await api.get('chair')).statusCode).to.equal(404);
      expect((await api.get('')).statusCode).to.equal(400);
    });

    for (const [what, body] of [
      ['no body', ''],
      ['no JSON', '{ "id": '],
      ['no object', '["lamp"]'],
      ['null', 'null'],
      ['no id', '{ "name": "Lamp" }'],
      ['an empty id', '{ "id": "" }'],
      ['an id that is no text', '{ "id": 7 }'],
      ['a number that would lose digits', '{ "id": "lamp", "price": 12345678901234567890 }'],
      ['a number that is none', '{ "id": "lamp", "price": 1e999 }'],
    ] as const) {
      it(`answers 400 for ${what}, and keeps nothing`, async () => {
        const { statusCode, body: answer } = await api.put(body);
        expect([statusCode, Object.keys(JSON.parse(answer))]).to.deep.equal([400, ['message']]);
        await api.caughtUp();
        expect(printed).to.deep.equal([]);
      });
    }
  });

  it('runs as a program', async function () {
    // It builds first, and AWS's validation looks at the template.
    this.timeout(120_000);
    const npm = promisify(execFile)('npm', ['--silent', 'run', 'sample', 'item-api'], { cwd: join(DIST, '..') });
    const { stdout } = await npm;
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).to.match(/ItemApi\.template\.json: 4 functions, 2 event source mappings, \d+ resources in all$/);
    expect(lines).to.include.members(['New: Lamp', 'Sold out: Lamp']);
    expect(lines.filter((line) => / -> /.test(line)).map((line) => line.slice(0, line.indexOf('{') - 1))).to.deep.equal(
      [
        'PUT /items -> 200',
        'PUT /items -> 200',
        'PUT /items -> 400',
        'GET /items/lamp -> 200',
        'GET /items/chair -> 404',
      ],
    );
  });
});

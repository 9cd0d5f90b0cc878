import { join } from 'node:path';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AttributeType, StreamViewType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { CfnParameter } from 'aws-cdk-lib/core';
import { expect } from 'chai';
import type { StreamFunctionProps } from '../../lib/cdk/index.js';
import { ConfigurationError } from '../../lib/index.js';
import { Shop, Sources } from './shop.js';

const MAPPING = 'AWS::Lambda::EventSourceMapping';
const ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders';
const STREAM_ARN = `${ARN}/stream/2026-01-01T00:00:00.000`;

describe("StreamFunction's tables", () => {
  let sources: Sources;
  let orders: string;
  let shop: Shop;
  let count = 0;
  before(() => {
    sources = new Sources();
    orders = handlers("@Table('Orders')");
  });
  beforeEach(() => {
    shop = new Shop();
  });
  after(() => sources.remove());

  /** Handlers of inserted records for each of the decorators. */
  function handlers(...tables: string[]): string {
    const classes = tables.map((table, index) => `${table} class Handlers${index} { @OnInsert handle() {} }`);
    return sources.handlers(`handlers${++count}.ts`, classes.join('\n'));
  }

  /** The streams that the function is mapped to. */
  function mapped(entry: string, tables: StreamFunctionProps['tables'], more: Partial<StreamFunctionProps> = {}) {
    shop.streamFunction({ entry, tables, ...more });
    return shop.resources(MAPPING).map(({ EventSourceArn }) => EventSourceArn);
  }

  const arnOf = (table: Table | TableV2) => shop.resolve(table.tableStreamArn);

  describe('are those that the handlers hear', () => {
    it('each by its name', () => {
      const [one, other] = [shop.table('Orders'), shop.table('Users')];
      const entry = handlers("@Table('Orders')", "@Table('Users')");
      expect(mapped(entry, { Orders: one, Users: other })).to.have.deep.members([arnOf(one), arnOf(other)]);
      const reading = shop.statements.filter((statement) => JSON.stringify(statement).includes('GetRecords'));
      expect(reading.map((statement) => Object(statement).Resource)).to.deep.equal([arnOf(one), arnOf(other)]);
    });

    it('all that match a regular expression, or the one that its text is the key of', () => {
      const [one, other] = [shop.table('Orders-nl'), shop.table('Orders-be')];
      const entry = handlers('@Table(/^orders-/i)');
      expect(mapped(entry, { 'Orders-nl': one, 'Orders-be': other })).to.have.deep.members([arnOf(one), arnOf(other)]);
      shop = new Shop();
      const alone = shop.table('Orders-nl');
      expect(mapped(entry, { '/^orders-/i': alone })).to.deep.equal([arnOf(alone)]);
    });

    it('any, where the handlers name none', () => {
      const [one, other] = [shop.table('Orders'), new Stream(shop, 'Changes')];
      const streams = mapped(handlers(''), { Orders: one, anything: other });
      expect(streams).to.have.deep.members([arnOf(one), shop.resolve(other.streamArn)]);
    });

    it('a name of its own before an expression that matches it, once', () => {
      const [one, other] = [shop.table('Orders'), shop.table('Orders-old')];
      const entry = handlers('@Table(/^Orders/)', "@Table('Orders')");
      expect(mapped(entry, { Orders: one, 'Orders-old': other })).to.have.deep.members([arnOf(one), arnOf(other)]);
    });

    it('those whose name CloudFormation makes up, where the handlers take it from the environment', () => {
      const table = new Table(shop, 'Orders', {
        partitionKey: { name: 'pk', type: AttributeType.STRING },
        stream: StreamViewType.NEW_IMAGE,
      });
      const environment = { ORDERS_TABLE: table.tableName };
      const entry = handlers('@Table(() => process.env.ORDERS_TABLE)');
      expect(mapped(entry, { Orders: table }, { environment })).to.deep.equal([arnOf(table)]);
      const [{ Environment } = expect.fail()] = shop.resources('AWS::Lambda::Function');
      expect(Object(Environment).Variables.ORDERS_TABLE).to.deep.equal(shop.resolve(table.tableName));
    });

    it('such a table by the changes that it writes to a Kinesis data stream', () => {
      const changes = new Stream(shop, 'Changes');
      const table = new Table(shop, 'Orders', {
        partitionKey: { name: 'pk', type: AttributeType.STRING },
        kinesisStream: changes,
      });
      const environment = { ORDERS_TABLE: table.tableName };
      const entry = handlers('@Table(() => process.env.ORDERS_TABLE)');
      const streams = mapped(entry, { [table.tableName]: changes }, { environment });
      expect(streams).to.deep.equal([shop.resolve(changes.streamArn)]);
    });

    it('those of other stacks, by what they are imported with', () => {
      const byArn = Table.fromTableAttributes(shop, 'ByArn', { tableArn: ARN, tableStreamArn: STREAM_ARN });
      expect(mapped(orders, { Orders: byArn })).to.deep.equal([STREAM_ARN]);
      shop = new Shop();
      const tableName = new CfnParameter(shop, 'Name').valueAsString;
      const byName = TableV2.fromTableAttributes(shop, 'ByName', { tableName, tableStreamArn: STREAM_ARN });
      expect(mapped(orders, { Orders: byName })).to.deep.equal([STREAM_ARN]);
    });
  });

  it('are doubted where a made-up name may not match an expression, which can be acknowledged', () => {
    const partitionKey = { name: 'pk', type: AttributeType.STRING };
    const table = new Table(shop, 'Orders', { partitionKey, stream: StreamViewType.NEW_IMAGE });
    const entry = handlers('@Table(/^Orders-/)');
    const { node } = shop.streamFunction({
      entry,
      tables: { 'Orders-eu': table, 'Orders-us': shop.table('Orders-us') },
    });
    const doubts = () => Annotations.fromStack(shop).findWarning('*', Match.stringLikeRegexp('makes up'));
    expect(doubts().map(({ entry: { data } }) => data)).to.deep.equal([
      'tables.Orders-eu: found a table whose name CloudFormation makes up, and the handlers hear /^Orders-/ alone: where ' +
        'the name does not match, they skip every record. Set tableName, or let the handlers take the name from the ' +
        "environment: @Table(() => process.env.ORDERS_EU_TABLE ?? 'Orders-eu') with environment: " +
        '{ ORDERS_EU_TABLE: table.tableName } [ack: onstream:generatedName]',
    ]);
    expect(node.metadata.map(({ type }) => type)).to.include('aws:cdk:warning');
  });

  describe('are refused', () => {
    function refusal(entry: string, tables: StreamFunctionProps['tables'], environment = {}): Error {
      try {
        mapped(entry, tables, { environment });
      } catch (error) {
        if (error instanceof Error) return error;
      }
      throw new Error('expected an error');
    }

    it('where one is missing, or nobody hears it, with all that are expected', () => {
      const entry = handlers("@Table('Orders')", '@Table(/^Audit-/)');
      const error = refusal(entry, { Order: shop.table('Order'), Users: shop.table('Users') });
      expect(error).to.be.instanceOf(ConfigurationError);
      expect(error.message).to.equal(
        'Shop/Handlers: tables: found Order, Users, which no handler hears, and nothing for Orders, /^Audit-/; ' +
          `expected Orders, /^Audit-/, which the handlers of ${entry} hear`,
      );
      shop = new Shop();
      expect(refusal(orders, {}).message).to.include('found nothing for Orders; expected Orders, which');
      shop = new Shop();
      expect(refusal(handlers(''), {}).message).to.include('found nothing for a table, by any name;');
    });

    it('where a table of the environment is missing, by the name of its variable', () => {
      const [one, other] = [shop.table('Orders'), shop.table('Users')];
      const entry = handlers('@Table(() => process.env.ORDERS_TABLE)');
      const { message } = refusal(entry, { Users: other }, { ORDERS_TABLE: one.tableName });
      expect(message).to.include(
        'found Users, which no handler hears, and nothing for the table of process.env.ORDERS_TABLE ([table.tableName]);',
      );
    });

    it('where they are no tables, by their keys', () => {
      const expected = 'a Table, a TableV2, an imported table, or the Kinesis Stream that gets its changes';
      const wrong = (tables: unknown) => {
        shop = new Shop();
        return refusal(orders, Object(tables)).message;
      };
      expect(wrong({ Orders: undefined })).to.equal(
        `Shop/Handlers: tables.Orders: found undefined, expected ${expected}`,
      );
      expect(wrong({ Orders: 'Orders' })).to.include('tables.Orders: found "Orders", expected a Table');
      expect(wrong({ Orders: new CfnParameter(shop, 'P') })).to.include(
        'tables.Orders: found the construct CfnParameter',
      );
      expect(wrong([])).to.include(
        'Shop/Handlers: tables: found an array of 0, expected an object such as { Orders: table }',
      );
      shop = new Shop();
      const props: StreamFunctionProps = JSON.parse(JSON.stringify({ entry: orders }));
      expect(() => shop.streamFunction(props)).to.throw(
        ConfigurationError,
        'tables: found undefined, expected an object',
      );
    });

    it('where two of them are one stream, by both keys', () => {
      const entry = handlers("@Table('Orders')", "@Table('Users')");
      const changes = new Stream(shop, 'Changes');
      const { message } = refusal(entry, { Orders: changes, Users: changes });
      expect(message).to.include('tables: found the same stream as Orders and Users, expected a stream of its own');
      shop = new Shop();
      const attributes = { tableArn: ARN, tableStreamArn: STREAM_ARN };
      const [one, other] = ['One', 'Other'].map((id) => Table.fromTableAttributes(shop, id, attributes));
      const twice = refusal(handlers(''), { one: one ?? expect.fail(), other: other ?? expect.fail() });
      expect(twice.message).to.include('found the same stream as one and other');
    });

    it('where an expression does not match their name', () => {
      const entry = handlers('@Table(/^Orders-/)');
      const { message } = refusal(entry, { 'Orders-eu': shop.table('Orders', { tableName: 'prod-orders' }) });
      expect(message).to.include('tables.Orders-eu: found a table with the name prod-orders, expected /^Orders-/, for');
    });

    it('where they are imported with the stream of another table, or with no ARN of a stream', () => {
      const imported = (tableStreamArn: string) => {
        shop = new Shop();
        return Table.fromTableAttributes(shop, 'Imported', { tableName: 'Orders', tableStreamArn });
      };
      const other = `arn:aws:dynamodb:eu-west-1:${new Shop().account}:table/Users/stream/2026-01-01T00:00:00.000`;
      expect(refusal(orders, { Orders: imported(other) }).message).to.include(
        'tables.Orders: found the stream of the table Users, expected one of Orders: the handlers would skip all',
      );
      expect(refusal(orders, { Orders: imported(ARN) }).message).to.include(
        'tables.Orders: found the ARN of a table as tableStreamArn, expected that of its stream.',
      );
    });

    it('where they have no stream', () => {
      const partitionKey = { name: 'pk', type: AttributeType.STRING };
      const none = new Table(shop, 'Orders', { partitionKey });
      const expected = 'found a table without a stream, expected one with NEW_IMAGE';
      expect(refusal(orders, { Orders: none }).message).to.include(`Shop/Handlers: tables.Orders: ${expected}`);
      shop = new Shop();
      expect(refusal(orders, { Orders: Table.fromTableName(shop, 'Imported', 'Orders') }).message).to.include(expected);
      shop = new Shop();
      const v2 = new TableV2(shop, 'Orders', { tableName: 'Orders', partitionKey });
      expect(refusal(orders, { Orders: v2 }).message).to.include(
        '[Shop/Handlers] tables.Orders: found no stream, expected one with NEW_IMAGE',
      );
    });

    it('where their stream has too little for the handlers', () => {
      const { message } = refusal(orders, { Orders: shop.table('Orders', { stream: StreamViewType.KEYS_ONLY }) });
      expect(message).to.include(
        '[Shop/Handlers] tables.Orders: found a stream with KEYS_ONLY, expected one with NEW_IMAGE',
      );
    });

    it('where the handlers would not hear them for their name, and are told how', () => {
      const named = refusal(orders, { Orders: shop.table('Orders', { tableName: 'orders-prod' }) });
      expect(named.message).to.include('tables.Orders: found a table with the name orders-prod, expected Orders, for');
      shop = new Shop();
      const partitionKey = { name: 'pk', type: AttributeType.STRING };
      const v2 = new TableV2(shop, 'Orders', { partitionKey, dynamoStream: StreamViewType.NEW_IMAGE });
      expect(refusal(orders, { Orders: v2 }).message).to.include(
        'tables.Orders: found a table whose name CloudFormation makes up, expected Orders, for the handlers hear no other. ' +
          'Set tableName, or let the handlers take the name from the environment: ' +
          "@Table(() => process.env.ORDERS_TABLE ?? 'Orders') with environment: { ORDERS_TABLE: table.tableName }",
      );
      shop = new Shop();
      const tableArn = `${ARN}-old`;
      const imported = Table.fromTableAttributes(shop, 'Old', { tableArn, tableStreamArn: STREAM_ARN });
      expect(refusal(orders, { Orders: imported }).message).to.include('found a table with the name Orders-old');
    });
  });

  describe('come after the build', () => {
    function failure(entry: string): Error {
      try {
        mapped(entry, { Orders: shop.table('Orders') });
      } catch (error) {
        if (error instanceof Error) return error;
      }
      throw new Error('expected an error');
    }

    it('whose errors are shown as they are, where the construct was made', () => {
      const entry = sources.save('broken.ts', "export const handler = 'nonsense';");
      const { name, message, stack = '' } = failure(entry);
      expect(name).to.equal('ConfigurationError');
      expect(message).to.match(/broken\.ts: found "nonsense" as handler, expected/);
      const [frame] = stack.slice(stack.indexOf(message) + message.length).match(/at .*/) ?? [];
      expect(frame).to.include('streamFunction').and.not.to.include('lib/cdk');
    });

    it('which a missing module ends too', () => {
      expect(failure(join(sources.folder, 'missing.ts')).message).to.match(/missing\.ts: found no file, expected/);
    });
  });
});

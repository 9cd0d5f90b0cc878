import { expect } from 'chai';
import { consumer } from './installed.js';
import { compile, RESOLUTIONS } from './typescript.js';

/** Each expected error is one that only real types give. */
const PROGRAM = `
import {
  bootstrap, type BootstrapOptions, decoratorsFor, type InsertRecord, type Middleware, type ModifyRecord, OnAny, OnRemove,
  type RemoveRecord, type StreamRecord, Table,
} from 'onstream';
import { type LocalDynamoDB, startDynamoDB } from 'onstream/local';
import { expire, insert, lambdaContext, modify, streamEvent } from 'onstream/testing';

interface Order { pk: string; status: 'PAID' | 'SHIPPED'; lines: { qty: number }[] }

const { OnInsert, OnChange } = decoratorsFor<Order>();
const seen: string[] = [];

@Table('Orders')
class OrderHandlers {
  @OnInsert
  confirm({ newImage }: InsertRecord<Order>) {
    seen.push(\`\${newImage.lines[0]?.qty} ordered\`);
    // @ts-expect-error An order has no such attribute.
    void newImage.total;
  }

  @OnChange('status', { from: 'PAID', to: 'SHIPPED' })
  shipped({ oldImage, newImage }: ModifyRecord<Order>) { seen.push(\`\${oldImage.status} to \${newImage.status}\`); }

  // @ts-expect-error An order has no such path.
  @OnChange('lines[0].quantity')
  counted(_record: ModifyRecord<Order>) { seen.push('counted'); }

  @OnRemove({ by: 'ttl' })
  async expired({ keys }: RemoveRecord<Order>) { seen.push(\`\${keys.pk} expired\`); }

  @OnAny()
  audit({ eventName }: StreamRecord<Order>) { seen.push(eventName); }
}

// @ts-expect-error There is no such option.
export const misspelt: BootstrapOptions = { concurency: 2 };

const print: Middleware = (_record, context, next) => { seen.push(context.handler.id); return next(); };
const handler = bootstrap(OrderHandlers, { reportBatchItemFailures: true, use: [print] });

export async function start(): Promise<LocalDynamoDB> { return startDynamoDB({ engine: 'dynoxide' }); }

const order: Order = { pk: 'a', status: 'PAID', lines: [{ qty: 2 }] };
const table = { table: 'Orders' };
handler(
  streamEvent(insert(order, table), modify(order, { ...order, status: 'SHIPPED' }, table), expire(order, table)),
  lambdaContext(),
).then((response) => console.log(JSON.stringify({ response, seen })));
`;

const SEEN = [
  ['OrderHandlers.confirm', '2 ordered', 'OrderHandlers.audit', 'INSERT'],
  ['OrderHandlers.shipped', 'PAID to SHIPPED', 'OrderHandlers.audit', 'MODIFY'],
  ['OrderHandlers.expired', 'a expired', 'OrderHandlers.audit', 'REMOVE'],
].flat();

describe('a TypeScript project', () => {
  for (const dialect of ['standard decorators', 'experimentalDecorators']) {
    for (const { name, ...resolution } of RESOLUTIONS) {
      it(`compiles and runs with ${dialect} and module resolution ${name}`, async () => {
        const decorators = ['--experimentalDecorators', String(dialect === 'experimentalDecorators')];
        const output = await compile(PROGRAM, resolution, `${dialect} ${name}`, ...decorators);
        const { response, seen } = Object(await consumer.node(output));
        expect(response).to.deep.equal({ batchItemFailures: [] });
        // The handler whose path does not exist is left: types are no more than advice.
        expect(seen).to.deep.equal(SEEN);
      });
    }
  }

  for (const dialect of ['standard decorators', 'experimentalDecorators']) {
    it(`compiles and runs with ${dialect} and the oldest compiler that knows both`, async () => {
      const decorators = ['--experimentalDecorators', String(dialect === 'experimentalDecorators')];
      // The last way to resolve modules is told with an option that it does not know.
      for (const { name, ...resolution } of RESOLUTIONS.slice(0, -1)) {
        const oldest = { ...resolution, compiler: 'oldest' } as const;
        // Nor does it know the language that the types of Node.js are written in.
        const output = await compile(PROGRAM, oldest, `${dialect} 5 ${name}`, ...decorators, '--skipLibCheck', 'true');
        expect(Object(await consumer.node(output)).seen).to.deep.equal(SEEN);
      }
    });
  }

  it('knows what a handler threw, also with a library whose errors have no cause', async () => {
    const program = `
      import { bootstrap, stream } from 'onstream';
      import { insert, streamEvent } from 'onstream/testing';

      const logger = { debug() {}, info() {}, warn() {}, error() {} };
      const handler = bootstrap(stream().onInsert(() => { throw new RangeError('poison'); }), { logger });
      handler.dispatch(streamEvent(insert({ pk: 'a' }))).then(({ failures }) => {
        const cause: unknown = failures[0]?.errors[0]?.cause;
        console.log(JSON.stringify(String(cause)));
      });`;
    for (const { name, ...resolution } of RESOLUTIONS) {
      const output = await compile(program, resolution, `es2020 ${name}`, '--target', 'es2020', '--lib', 'es2020');
      expect(await consumer.node(output)).to.equal('RangeError: poison');
    }
  });
});

import { expect } from 'chai';
import { consumer } from './installed.js';
import { compile, RESOLUTIONS, type Resolution } from './typescript.js';

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

/** Compiles against ES2020, whose errors have no cause. */
const ES2020_PROGRAM = `
import { bootstrap, stream } from 'onstream';
import { insert, streamEvent } from 'onstream/testing';

const logger = { debug() {}, info() {}, warn() {}, error() {} };
const handler = bootstrap(stream().onInsert(() => { throw new RangeError('poison'); }), { logger });
handler.dispatch(streamEvent(insert({ pk: 'a' }))).then(({ failures }) => {
  const cause: unknown = failures[0]?.errors[0]?.cause;
  console.log(JSON.stringify(String(cause)));
});`;

const DIALECTS = ['standard decorators', 'experimentalDecorators'] as const;

// The last way to resolve modules is asked for with an option that TypeScript 5 does not know.
const RESOLUTIONS_OF_5 = RESOLUTIONS.slice(0, -1);

const outputs = new Map<string, Promise<string>>();

function begin(project: string, program: string, resolution: Resolution, ...options: string[]): void {
  outputs.set(project, compile(program, resolution, project, ...options));
}

const run = async (project: string): Promise<unknown> => consumer.node((await outputs.get(project)) ?? project);

// A hook of the root: projects are compiled beside the specs of other files.
before(() => {
  for (const dialect of DIALECTS) {
    const decorators = ['--experimentalDecorators', String(dialect === 'experimentalDecorators')];
    for (const { name, ...resolution } of RESOLUTIONS) {
      begin(`${dialect} ${name}`, PROGRAM, resolution, ...decorators);
    }
    for (const { name, ...resolution } of RESOLUTIONS_OF_5) {
      const oldest = { ...resolution, compiler: 'oldest' } as const;
      // The oldest compiler does not know the language that the types of Node.js are written in.
      begin(`${dialect} 5 ${name}`, PROGRAM, oldest, ...decorators, '--skipLibCheck', 'true');
    }
  }
  for (const { name, ...resolution } of RESOLUTIONS) {
    begin(`es2020 ${name}`, ES2020_PROGRAM, resolution, '--target', 'es2020', '--lib', 'es2020');
  }
});

describe('a TypeScript project', () => {
  for (const dialect of DIALECTS) {
    for (const { name } of RESOLUTIONS) {
      it(`compiles and runs with ${dialect} and module resolution ${name}`, async () => {
        const { response, seen } = Object(await run(`${dialect} ${name}`));
        expect(response).to.deep.equal({ batchItemFailures: [] });
        // The handler whose path does not exist is left: types are no more than advice.
        expect(seen).to.deep.equal(SEEN);
      });
    }

    it(`compiles and runs with ${dialect} and the oldest compiler that knows both`, async () => {
      for (const { name } of RESOLUTIONS_OF_5) {
        expect(Object(await run(`${dialect} 5 ${name}`)).seen).to.deep.equal(SEEN);
      }
    });
  }

  it('knows what a handler threw, also with a library whose errors have no cause', async () => {
    for (const { name } of RESOLUTIONS) expect(await run(`es2020 ${name}`)).to.equal('RangeError: poison');
  });
});

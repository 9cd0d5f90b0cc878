import { join } from 'node:path';
import { expect } from 'chai';
import { CHECKOUT } from './consumer.js';
import { consumer } from './installed.js';

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

/** The ways in which projects resolve modules; the extension says what a file is compiled to. */
const RESOLUTIONS = [
  {
    name: 'nodenext, as an ES module',
    source: 'consumer.mts',
    output: 'consumer.mjs',
    options: ['--module', 'nodenext'],
  },
  { name: 'nodenext, as CommonJS', source: 'consumer.cts', output: 'consumer.cjs', options: ['--module', 'nodenext'] },
  {
    name: 'bundler',
    source: 'consumer.mts',
    output: 'consumer.mjs',
    options: ['--module', 'esnext', '--moduleResolution', 'bundler'],
  },
  {
    name: 'node10, which knows no exports',
    source: 'consumer.ts',
    output: 'consumer.js',
    options: ['--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '6.0'],
  },
];

describe('a TypeScript project', () => {
  for (const dialect of ['standard decorators', 'experimentalDecorators']) {
    for (const { name, source, output, options } of RESOLUTIONS) {
      it(`compiles and runs with ${dialect} and module resolution ${name}`, async () => {
        const outDir = join('out', `${dialect} ${name}`);
        await consumer
          .write(source, PROGRAM)
          .tsc(
            ...['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false'],
            ...['--target', 'es2022', '--lib', 'es2022', '--rootDir', '.', '--outDir', outDir],
            ...['--types', 'node', '--typeRoots', join(CHECKOUT, 'node_modules', '@types')],
            ...['--experimentalDecorators', String(dialect === 'experimentalDecorators')],
            ...options,
            source,
          );
        const { response, seen } = Object(await consumer.node(join(outDir, output)));
        expect(response).to.deep.equal({ batchItemFailures: [] });
        // The handler whose path does not exist is left: types are no more than advice.
        expect(seen).to.deep.equal(SEEN);
      });
    }
  }
});

import { expect } from 'chai';
import { bundle, runBundle } from './bundle.js';
import { consumer } from './installed.js';

const HANDLER = `
import { bootstrap, type InsertRecord, OnInsert, Table } from 'onstream';
const seen: string[] = [];
@Table('Orders')
class OrderHandlers {
  @OnInsert confirm({ newImage }: InsertRecord<{ pk: string }>) { seen.push(newImage.pk); }
}
export const handler = bootstrap(OrderHandlers);
const NewImage = { pk: { S: 'a' } };
const eventSourceARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';
handler({ Records: [{ eventID: '1', eventName: 'INSERT', eventSource: 'aws:dynamodb', eventSourceARN, dynamodb: { Keys: NewImage, NewImage, SequenceNumber: '1' } }] })
  .then(() => console.log(JSON.stringify(seen)));
`;

/** A class with onstream's decorators and with metadata of another library's, which brings a copy of reflect-metadata. */
const COPIES = (copy: string, load: string) => `
class Orders { confirm({ keys }: any) { return keys.pk; } }
let bootstrap: any;
let streaming: any;
function onstream() {
  const { OnInsert, Table, ...rest } = require('onstream');
  bootstrap = rest.bootstrap;
  streaming = require('onstream/testing');
  OnInsert(Orders.prototype, 'confirm', Object.getOwnPropertyDescriptor(Orders.prototype, 'confirm'));
  Table('Orders')(Orders);
}
function copy() {
  require('${copy}');
  for (const owner of [Orders, Orders.prototype.confirm]) (Reflect as any).defineMetadata('their key', 'theirs', owner);
}
${load}
const event = streaming.streamEvent(streaming.insert({ pk: 'a' }, { table: 'Orders' }));
bootstrap(Orders).dispatch(event).then(({ results }: any) => {
  const told = results.map(({ handler, value }: any) => \`\${handler} \${value}\`);
  const theirs = [Orders, Orders.prototype.confirm].map((owner) => (Reflect as any).getMetadata('their key', owner));
  console.log(JSON.stringify([...told, ...theirs]));
});
`;

/** One class is decorated inside of the bundle and run by the installed package, the other one the other way round. */
const INSIDE_AND_OUTSIDE = `
import { createRequire } from 'node:module';
import * as inside from 'onstream';
import { insert, streamEvent } from 'onstream/testing';
const outside = createRequire(process.cwd() + '/index.js')('onstream');
function decorated({ OnInsert, Table }: any) {
  class Orders { confirm({ keys }: any) { return keys.pk; } }
  OnInsert(Orders.prototype, 'confirm', Object.getOwnPropertyDescriptor(Orders.prototype, 'confirm'));
  Table('Orders')(Orders);
  return Orders;
}
const event = streamEvent(insert({ pk: 'a' }, { table: 'Orders' }), insert({ pk: 'b' }, { table: 'Others' }));
const logger = { debug() {}, info() {}, warn() {}, error() {} };
const handlers = [outside.bootstrap(decorated(inside), { logger }), inside.bootstrap(decorated(outside), { logger })];
Promise.all(handlers.map((handler) => handler.dispatch(event)))
  .then((outcomes) => console.log(JSON.stringify(outcomes.map(({ results }) => results.map(({ value }: any) => value)))));
`;

describe('a bundle', () => {
  for (const format of ['esm', 'cjs'] as const) {
    it(`of a handler (${format}) runs, minified or not`, async () => {
      for (const minify of [false, true]) {
        expect(await runBundle('bundle', HANDLER, format, { minify })).to.deep.equal(['a']);
      }
    });

    it(`of a handler (${format}) is made of the file for bundlers, whether that is imported or required`, async () => {
      const required = HANDLER.replace(
        /import (.*), type .*?, (.*) from 'onstream'/,
        "const $1, $2 = require('onstream')",
      );
      for (const program of [HANDLER, required]) {
        const { files } = await bundle(program, format);
        expect(
          files.filter((file) => !/^@aws-sdk\/util-dynamodb|bundle\/(index|all)\.[mc]js$/.test(file)),
        ).to.have.members(['onstream/dist/bundle/core.mjs', 'onstream/dist/esm/errors.js']);
      }
    });

    it(`of a handler (${format}) shows the sources of onstream in stack traces`, async () => {
      const program = `
        import { bootstrap } from 'onstream';
        try { bootstrap([]); } catch (e) { console.log(JSON.stringify((e as Error).stack)); }`;
      const stack = await runBundle('trace', program, format, { minify: true, sourcemap: 'inline' });
      expect(stack).to.include(consumer.installed('lib', 'registry.ts'));
      expect(stack).to.include(consumer.installed('lib', 'bootstrap.ts'));
    });

    it(`of a handler (${format}) gives numbers that the marshall in the same bundle knows`, async () => {
      const program = `
        import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
        import { bootstrap, stream } from 'onstream';
        import { insert, streamEvent } from 'onstream/testing';
        const item = unmarshall({ pk: { S: 'a' }, n: { N: '0.12345678901234567890123' } }, { wrapNumbers: true });
        const handler = bootstrap(stream().onInsert((record) => marshall(record.newImage)));
        handler.dispatch(streamEvent(insert(item))).then(({ results }) => console.log(JSON.stringify(results[0]?.value)));`;
      const marshalled = { pk: { S: 'a' }, n: { N: '0.12345678901234567890123' } };
      expect(await runBundle('numbers', program, format, { minify: true })).to.deep.equal(marshalled);
    });

    for (const copy of ['reflect-metadata', 'reflect-metadata/lite']) {
      it(`of a handler (${format}) does not mind a copy of ${copy}, before or after it, nor does that`, async () => {
        for (const [first, second] of [
          ['copy', 'onstream'],
          ['onstream', 'copy'],
        ]) {
          const told = await runBundle('copies', COPIES(copy, `${first}(); ${second}();`), format);
          expect(told, `${first}, ${second}`).to.deep.equal(['Orders.confirm a', 'theirs', 'theirs']);
        }
      });
    }

    it(`of a handler (${format}) and the installed package understand each other's decorators`, async () => {
      const told = await runBundle('inside-and-outside', INSIDE_AND_OUTSIDE, format);
      expect(told).to.deep.equal([['a'], ['a']]);
    });

    it(`of a handler (${format}) keeps what decorators say with reflect-metadata, where that is loaded`, async () => {
      const program = `
        import 'reflect-metadata/lite';
        import { OnInsert } from 'onstream';
        class Orders { @OnInsert confirm() {} }
        console.log(JSON.stringify((Reflect as any).getOwnMetadataKeys(Orders.prototype.confirm)));`;
      expect(await runBundle('kept', program, format)).to.deep.equal(['onstream:routes']);
    });
  }

  it('of a handler leaves the check of options to those who load it as it is', async () => {
    const program = `
      import { createRequire } from 'node:module';
      import { bootstrap, stream } from 'onstream';
      const outside = createRequire(process.cwd() + '/index.js')('onstream');
      const refuses = [bootstrap, outside.bootstrap].map((boot) => {
        try { boot(stream().onAny(() => {}), { concurency: 2 } as any); return 'nothing'; } catch (e) { return (e as Error).message.split(',')[0]; }
      });
      console.log(JSON.stringify(refuses));`;
    expect(await runBundle('options', program, 'esm')).to.deep.equal(['nothing', 'bootstrap: found "concurency"']);
  });

  it('of a handler has nothing that only tests and local runs need', async () => {
    const { files } = await bundle(HANDLER, 'esm');
    expect(files.filter((file) => /^onstream\/.*\/(testing|local)\//.test(file))).to.deep.equal([]);
    expect(files.filter((file) => /client-dynamodb/.test(file))).to.deep.equal([]);
  });

  it('of a handler has nothing of the decorators that it does not use, nor of stream()', async () => {
    const { code: decorated } = await bundle(HANDLER, 'esm');
    expect(decorated).to.include('("OnInsert")').and.not.include('onInsert:');
    for (const other of ['OnModify', 'OnRemove', 'OnAny']) expect(decorated).not.to.include(`("${other}")`);
    expect(decorated).not.to.include('@OnChange(');
    const { code: streamed } = await bundle(
      "import { bootstrap, stream } from 'onstream'; export const handler = bootstrap(stream().onInsert(() => {}));",
      'esm',
    );
    expect(streamed).to.include('onInsert:').and.not.include('a bare decorator');
  });

  it('of an error alone is that file alone', async () => {
    const { files } = await bundle(
      "import { ConfigurationError } from 'onstream'; console.log(ConfigurationError);",
      'esm',
    );
    expect(files).to.deep.equal(['onstream/dist/esm/errors.js']);
  });

  it('of types alone is empty', async () => {
    const { files } = await bundle(
      "import { type InsertRecord } from 'onstream'; export type R = InsertRecord;",
      'esm',
    );
    expect(files).to.deep.equal([]);
  });
});

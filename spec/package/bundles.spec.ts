import { expect } from 'chai';
import { build } from 'esbuild';
import { consumer } from './installed.js';

/** What a bundler makes of a program, and the files of packages that got into it. */
async function bundle(program: string, format: 'esm' | 'cjs') {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: consumer.folder, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format,
    target: 'node20',
    write: false,
    metafile: true,
    logLevel: 'silent',
    outdir: consumer.folder,
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const files = inputs.flatMap(([path]) => path.split('node_modules/').slice(1).slice(-1));
  return { code: outputFiles[0]?.text ?? '', files };
}

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

describe('a bundle', () => {
  for (const format of ['esm', 'cjs'] as const) {
    it(`of a handler (${format}) runs, and has reflect-metadata in it`, async () => {
      const { code, files } = await bundle(HANDLER, format);
      expect(files).to.include('reflect-metadata/ReflectLite.js');
      const program = `bundle.${format === 'esm' ? 'mjs' : 'cjs'}`;
      expect(await consumer.write(program, code).node(program)).to.deep.equal(['a']);
    });

    it(`of a handler (${format}) is made of the ES modules, even where it is required`, async () => {
      const required = HANDLER.replace(
        /import (.*), type .*?, (.*) from 'onstream'/,
        "const $1, $2 = require('onstream')",
      );
      for (const program of [HANDLER, required]) {
        const { files } = await bundle(program, format);
        expect(files).to.include('onstream/dist/esm/bootstrap.js');
        expect(files.filter((file) => file.startsWith('onstream/dist/cjs'))).to.deep.equal([]);
      }
    });
  }

  it('of a handler has nothing that only tests and local runs need', async () => {
    const { files } = await bundle(HANDLER, 'esm');
    expect(files.filter((file) => /^onstream\/.*\/(testing|local)\//.test(file))).to.deep.equal([]);
    expect(files.filter((file) => /client-dynamodb/.test(file))).to.deep.equal([]);
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

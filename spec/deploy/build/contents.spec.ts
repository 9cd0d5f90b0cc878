import { join } from 'node:path';
import { expect } from 'chai';
import { contentsOf } from '../../../lib/deploy/build/contents.js';

const PROJECT = join(__dirname, '../../..');

function contents(root: string, bytes: number, inputs: Record<string, number>) {
  const bytesInOutput = Object.entries(inputs).map(([path, bytes]) => [path, { bytesInOutput: bytes }] as const);
  return contentsOf({ bytes, inputs: Object.fromEntries(bytesInOutput), imports: [], exports: [] }, root).map(
    (one) => `${one.name} ${one.bytes}`,
  );
}

describe('the contents of a bundle', () => {
  it('are packages and files of your own, the largest first, and what is left is of esbuild', () => {
    const inputs = {
      'src/orders.ts': 50,
      'src/mail.ts': 70,
      'node_modules/@aws-sdk/core/dist-es/a.js': 100,
      'node_modules/@aws-sdk/core/dist-es/b.js': 200,
      'node_modules/yaml/dist/index.js': 40,
    };
    expect(contents(PROJECT, 500, inputs)).to.deep.equal([
      '@aws-sdk/core 300',
      'src/mail.ts 70',
      'src/orders.ts 50',
      "(esbuild's helpers) 40",
      'yaml 40',
    ]);
  });

  it('name the innermost of packages in packages, also as pnpm stores them', () => {
    expect(
      contents(PROJECT, 30, {
        'node_modules/a/node_modules/@b/c/index.js': 20,
        '../node_modules/.pnpm/d@1.0.0/node_modules/d/index.js': 10,
      }),
    ).to.deep.equal(['@b/c 20', 'd 10', "(esbuild's helpers) 0"]);
  });

  it('name linked packages by their package.json', () => {
    expect(contents(join(PROJECT, 'samples'), 9, { '../lib/errors.ts': 5, 'quickstart/handlers.ts': 4 })).to.deep.equal(
      ['onstream 5', 'quickstart/handlers.ts 4', "(esbuild's helpers) 0"],
    );
  });

  it('leave out what has no bytes in it', () => {
    expect(
      contents(PROJECT, 9, { 'src/types.ts': 0, 'src/onstream-entrypoint.js': 4, 'src/orders.ts': 5 }),
    ).to.deep.equal(['src/orders.ts 5', "(esbuild's helpers) 4"]);
  });
});

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { DIST, ensureBuilt } from './built.js';
import { runCopy } from './program.js';

/** What npm installs together with onstream, as far as the program uses it. */
const INSTALLED = ['reflect-metadata', '@aws-sdk/util-dynamodb'];

const NEEDED = [
  ['dev a.js', 'esbuild @aws-sdk/client-dynamodb @aws-sdk/client-dynamodb-streams dynoxide'],
  ['invoke a.js', 'esbuild'],
  ['build a.js --out out', 'esbuild fflate'],
  ['synth a.js --format sam', 'esbuild yaml'],
  ['graph a.js', 'esbuild'],
  ['doctor a.js --function f', 'esbuild @aws-sdk/client-lambda @aws-sdk/client-dynamodb'],
  ['replay run a.js --table T --yes', '@aws-sdk/client-dynamodb esbuild'],
  ['replay touch --table T --yes', '@aws-sdk/client-dynamodb'],
  ['redrive a.js --queue http://127.0.0.1:1 --yes', 'esbuild @aws-sdk/client-sqs @aws-sdk/client-dynamodb-streams'],
  ['redrive --function f --bucket s3://b/p --yes', '@aws-sdk/client-lambda @aws-sdk/client-s3'],
] as const;

describe('onstream without the packages that it leaves to its user', () => {
  let folder: string;
  before(() => {
    ensureBuilt();
    folder = mkdtempSync(join(tmpdir(), 'onstream-alone-'));
    const modules = join(folder, 'node_modules');
    cpSync(join(DIST, 'esm'), join(modules, 'onstream/dist/esm'), { recursive: true });
    cpSync(join(DIST, '../package.json'), join(modules, 'onstream/package.json'));
    for (const name of INSTALLED) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(DIST, '../node_modules', name), join(modules, name));
    }
    writeFileSync(join(folder, 'a.js'), 'exports.handler = async () => {};');
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [command, packages] of NEEDED)
    it(`names at once all that ${command} misses, with one command that installs them`, () => {
      const { status, stdout, stderr } = runCopy(
        join(folder, 'node_modules/onstream/dist/esm/cli/main.js'),
        command.split(' '),
        folder,
      );
      expect(stderr).to.match(/^onstream [\w ]+ needs .*, which (is|are) not installed\. /);
      expect(stderr.split('Run: ')[1]).to.equal(`npm install --save-dev ${packages}\n`);
      expect({ status, stdout }).to.deep.equal({ status: 1, stdout: '' });
    });
});

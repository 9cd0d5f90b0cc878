// Runs a sample: node run.cjs <name> [its own arguments]
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const [name, ...args] = process.argv.slice(2);
const samples = readdirSync(__dirname).filter((entry) => existsSync(join(__dirname, entry, 'index.ts')));

if (!samples.includes(name)) {
  const problem = name === undefined ? 'Which sample?' : `There is no sample "${name}".`;
  console.error(
    `${problem} Run one of these with: npm run sample <name>\n${samples.map((each) => `  ${each}`).join('\n')}`,
  );
  process.exit(1);
}

// The AWS SDK would announce on each start which versions of Node.js it will need next year.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const main = join(__dirname, name, 'index.ts');
process.argv = [process.execPath, main, ...args];
require('ts-node').register({ project: join(__dirname, 'tsconfig.json') });
require(main);

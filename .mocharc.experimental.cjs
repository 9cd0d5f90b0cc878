// The same specs with TypeScript's older decorators. Their names are the same too, so dots do.
process.env.TS_NODE_PROJECT = 'tsconfig.experimental.json';

const standard = require('./.mocharc.json');

// What the built program does is no matter of the dialect that its specs are compiled in.
const ofTheProgram = ['spec/cdk/**', 'spec/cli/**', 'spec/item-api/**', 'spec/badges/pipeline.spec.ts'];

module.exports = { ...standard, ignore: [...standard.ignore, ...ofTheProgram], reporter: 'dot' };

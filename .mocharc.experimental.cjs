// The same specs with TypeScript's older decorators. Their names are the same too, so dots do.
process.env.TS_NODE_PROJECT = 'tsconfig.experimental.json';

const standard = require('./.mocharc.json');

// What runs, deploys or loads handlers is the same whatever dialect its specs are compiled in.
const ofOtherThings = [
  'spec/badges/pipeline.spec.ts',
  ...['audit-log', 'cdk', 'cli', 'deploy', 'item-api', 'loading', 'replay'].map((room) => `spec/${room}/**`),
];

module.exports = { ...standard, ignore: [...standard.ignore, ...ofOtherThings], reporter: 'dot' };

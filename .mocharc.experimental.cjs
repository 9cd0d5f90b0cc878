// The same specs with TypeScript's older decorators. Their names are the same too, so dots do.
process.env.TS_NODE_PROJECT = 'tsconfig.experimental.json';

// What runs, deploys or loads handlers is the same whatever dialect its specs are compiled in.
const ofOtherThings = [
  'spec/badges/pipeline.*',
  ...['audit-log', 'cdk', 'cli', 'deploy', 'item-api', 'loading', 'replay'].map((room) => `spec/${room}/**`),
];

module.exports = { ...require('./.mocharc.json'), ignore: ofOtherThings, reporter: 'dot' };

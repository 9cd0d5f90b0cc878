// The same specs with TypeScript's older decorators. Their names are the same too, so dots do.
process.env.TS_NODE_PROJECT = 'tsconfig.experimental.json';

// What runs, deploys or loads handlers is the same whatever dialect its specs are compiled in.
const ofOtherThings = ['cdk', 'cli', 'deploy', 'item-api', 'loading', 'replay'].map((room) => `spec/${room}/**`);

module.exports = {
  ...require('./.mocharc.json'),
  ignore: [...require('./spec/without-decorators.cjs'), ...ofOtherThings],
  reporter: 'dot',
};

// The same specs with TypeScript's older decorators. Their names are the same too, so dots do.
process.env.TS_NODE_PROJECT = 'tsconfig.experimental.json';

// What the built program does is no matter of the dialect that its specs are compiled in.
module.exports = {
  ...require('./.mocharc.json'),
  ignore: ['spec/cli/**', 'spec/badges/pipeline.spec.ts'],
  reporter: 'dot',
};

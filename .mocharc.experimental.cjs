// The same specs with TypeScript's older decorators. Their names are the same too, so dots do.
process.env.TS_NODE_PROJECT = 'tsconfig.experimental.json';

module.exports = { ...require('./.mocharc.json'), reporter: 'dot' };

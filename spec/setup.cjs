// For this process, and for those that specs start. The AWS SDK announces which versions of Node.js it will need next
// year, and ts-node uses what Node.js 22 deprecated.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --disable-warning=DEP0180`.trim();

// As an option of Node.js, it would make mocha start a second process, for a third of a second.
const { emitWarning } = process;
process.emitWarning = (warning, ...rest) => {
  if (!rest.includes('DEP0180')) emitWarning(warning, ...rest);
};

// Properties see the same cases in every run, so that a change fails for its own faults, and every failure comes again.
// `FAST_CHECK_SEED=$RANDOM npm run spec` looks at others.
require('fast-check').configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20_260_101) });

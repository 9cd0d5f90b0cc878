// A unit spec answers in milliseconds, so it starts no process: no engine, no command line, no npm, and nothing of
// esbuild either, which runs as a process of its own, also for `transformSync`. Specs that need one are named
// `*.integration.spec.ts`. Where a run has no such spec, starting a process throws, and where the code under test keeps
// that to itself, the run fails at its end.
const childProcess = require('node:child_process');
const { syncBuiltinESMExports } = require('node:module');

const INTEGRATION = /\.integration\.spec\.ts$/;

let isUnitRun = false;
let running;
const started = [];

function refuse(command) {
  if (!isUnitRun) return;
  const where = running ?? 'a hook, or a module that a spec imports';
  started.push(`${where}: ${command}`);
  throw new Error(
    `A unit spec started a process: ${command} (in ${where}). ` +
      'Rename the spec to *.integration.spec.ts, or test what needs no process.',
  );
}

// `spawn`, `exec`, `execFile` and `fork` all end here, whoever has imported them earlier.
const { spawn } = childProcess.ChildProcess.prototype;
childProcess.ChildProcess.prototype.spawn = function (options) {
  refuse(commandLine(options.args ?? [options.file]));
  return spawn.call(this, options);
};

for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
  const original = childProcess[name];
  childProcess[name] = (command, args, ...rest) => {
    refuse(commandLine([command, ...(Array.isArray(args) ? args : [])]));
    return original(command, args, ...rest);
  };
}
syncBuiltinESMExports();

function commandLine(words) {
  return words.join(' ').replace(/\s+/g, ' ').slice(0, 120);
}

exports.mochaHooks = {
  beforeAll() {
    started.length = 0;
    // In parallel and when watching, this comes once for each file or run, each with a root suite of its own.
    isUnitRun = !this.test.parent.suites.some(({ file }) => INTEGRATION.test(file));
  },
  beforeEach() {
    running = this.currentTest.file;
  },
  afterEach() {
    running = undefined;
  },
  afterAll() {
    // A process that runs file after file loads the next one now.
    isUnitRun = false;
    if (started.length === 0) return;
    throw new Error(
      `Unit specs started processes; rename each to *.integration.spec.ts:\n${[...new Set(started)].join('\n')}`,
    );
  },
};

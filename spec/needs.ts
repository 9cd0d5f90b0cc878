import { spawnSync } from 'node:child_process';
import { findDynamoDBLocal } from '../lib/local/dynamodb-local.js';
import type { EngineName } from '../lib/local/index.js';

const { countSkipped }: { countSkipped(count: number, need: string): void } = require('./skipped.cjs');

/** A program that some specs need and that npm does not bring. */
interface Requirement {
  readonly name: string;
  /** The command that installs it on Debian. */
  readonly install: string;
  isMet(): boolean;
}

type Describe = (title: string, body: (this: Mocha.Suite) => void) => void;

/**
 * As `describe`, for specs that run on this engine: skipped by name where the engine cannot run, with a line at the end
 * of the run that says what would run them. `MOCHA_OPTIONS=--forbid-pending`, as in `.ci/run`, makes of each
 * skipped spec a failure.
 */
export const describeWithEngine = (engine: EngineName, title: string, body: (this: Mocha.Suite) => void): void =>
  (engine === 'dynamodb-local' ? describeWithJava : describe)(title, body);

export const describeWithJava = describeWith({
  name: 'Java 17 or later',
  install: 'apt-get install openjdk-17-jre-headless',
  isMet: () => javaVersion() >= 17,
});

/** `script` of util-linux gives a command a terminal; that of other systems has other options. */
export const describeWithTerminal = describeWith({
  name: "Linux with util-linux's script",
  install: 'apt-get install bsdutils',
  isMet: () => process.platform === 'linux' && starts('script', '--version'),
});

export const describeWithPs = describeWith({
  name: 'ps',
  install: 'apt-get install procps',
  isMet: () => starts('ps', '-e'),
});

function describeWith({ name, install, isMet }: Requirement): Describe {
  let isInstalled: boolean | undefined;
  return (title, body) => {
    isInstalled ??= isMet();
    if (isInstalled) return void describe(title, body);
    const { skip } = describe;
    countSkipped(skip(title, body)?.total() ?? 0, `${name} (${install})`);
  };
}

function javaVersion(): number {
  const command = findDynamoDBLocal()?.command;
  if (command === undefined) return 0;
  const [, version] = /version "(\d+)/.exec(spawnSync(command, ['-version'], { encoding: 'utf8' }).stderr ?? '') ?? [];
  return Number(version ?? 0);
}

function starts(command: string, option: string): boolean {
  return spawnSync(command, [option], { stdio: 'ignore' }).error === undefined;
}

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const NAME = 'aws-lambda-ric';
const VERSION = '4.0.2';
/** It comes as source, with libcurl's: a minute on two cores. */
const BUILD_SECONDS = 400;

/** AWS's own runtime client, as its base images for Node.js have it: all that is between a handler and Lambda. */
export interface RuntimeClient {
  /** For what is to be gone with it. */
  readonly folder: string;
  /** The program that asks the Runtime API for events. */
  readonly program: string;
}

/** Building it takes a minute, so all specs share one. */
export let runtimeClient: RuntimeClient;

let folder: string | undefined;

export const mochaHooks = {
  async beforeAll(this: Mocha.Context) {
    this.timeout((BUILD_SECONDS + 20) * 1000);
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'onstream-ric-')));
    const project = join(folder, 'client');
    await install(project);
    runtimeClient = { folder, program: join(project, 'node_modules', NAME, 'index.mjs') };
  },
  afterAll() {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  },
};

/** @throws Error with the build's own words. All that it started has ended then. */
async function install(project: string): Promise<void> {
  mkdirSync(project);
  // npm runs the scripts of those packages only that a project names.
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, allowScripts: { [NAME]: true } }));
  const npm = ['npm', 'install', '--no-audit', '--no-fund', '--foreground-scripts', `${NAME}@${VERSION}`];
  // A time limit of Node.js would end npm alone, and leave the compilers to themselves.
  const within = ['-k', '5', String(BUILD_SECONDS)];
  await run('timeout', [...within, ...npm], {
    cwd: project,
    env: { ...process.env, ...headers() },
    maxBuffer: 2 ** 28,
  }).catch(({ code, stdout, stderr }: { code: unknown; stdout?: string; stderr?: string }) => {
    const ended = code === 124 ? `did not end within ${BUILD_SECONDS} s` : `ended with code ${code}`;
    const words = `${stdout}\n${stderr}`.trim().slice(-4000);
    throw new Error(
      `Installing ${NAME} ${VERSION} ${ended}. It needs autoconf, automake, libtool, cmake, g++, make, python3 and ` +
        `xz-utils (apt-get install). Its last words:\n${words}`,
    );
  });
}

/** Where this Node.js has its headers beside it, they need not be downloaded, and are those of this version. */
function headers(): Record<string, string> {
  const root = join(dirname(process.execPath), '..');
  return existsSync(join(root, 'include/node/node.h')) ? { npm_config_nodedir: root } : {};
}

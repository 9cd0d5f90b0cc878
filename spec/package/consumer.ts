import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ensureBuilt } from '../cli/built.js';
import { Compiler } from './compiler.js';

const run = promisify(execFile);

/** The checkout that is packed. */
export const CHECKOUT = join(__dirname, '../..');

interface PackageJson {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The checkout's package.json. */
export const MANIFEST: PackageJson = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'));

/** The folders whose compilers are used, where they run in a process that other projects use too. */
const COMPILERS = { previous: CHECKOUT, oldest: join(__dirname, 'oldest-typescript') };

/** TypeScript 7, which is fast from the first project on; 6, and 5.0. */
export type CompilerAge = 'newest' | keyof typeof COMPILERS;

const NEWEST = join(CHECKOUT, 'scripts/compiler/node_modules/typescript/bin/tsc');

/** What npm tells the scripts that it runs would tell a program of another project where the checkout is. */
const OUTSIDE = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));

/** Installs packages in exactly these versions, and only where npm finds that they go together. */
export async function installIn(folder: string, packages: readonly string[], ...options: string[]): Promise<void> {
  const how = ['--no-audit', '--no-fund', '--prefer-offline', '--save-exact', '--no-force', '--no-legacy-peer-deps'];
  await run('npm', ['install', ...how, ...options, ...packages], { cwd: folder, env: OUTSIDE });
}

/** A project of somebody who has installed what `npm publish` would publish, and nothing else. */
export class Consumer {
  readonly #compilers = new Map<keyof typeof COMPILERS, Compiler>();
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'onstream-consumer-')));

  private constructor() {
    this.write('package.json', '{ "private": true }');
  }

  static async install(): Promise<Consumer> {
    const consumer = new Consumer();
    try {
      const packed = await run('npm', ['pack', '--silent', '--pack-destination', consumer.folder], { cwd: CHECKOUT });
      await installIn(consumer.folder, [packed.stdout.trim()]);
    } catch (error) {
      await consumer.remove();
      throw error;
    }
    return consumer;
  }

  /** Makes the same project without npm and its seconds, where what is packed is not the question. */
  static copy(): Consumer {
    ensureBuilt();
    const consumer = new Consumer();
    for (const part of ['package.json', 'dist/bundle', 'dist/cjs', 'dist/esm'])
      cpSync(join(CHECKOUT, part), consumer.installed(part), { recursive: true });
    for (const name of Object.keys(MANIFEST.dependencies)) consumer.link(name);
    return consumer;
  }

  /** Where the package lies, or one of its files. */
  installed(...path: string[]): string {
    return join(this.folder, 'node_modules', 'onstream', ...path);
  }

  write(path: string, content: string): this {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return this;
  }

  /** Makes a package that is installed for another folder available here in place of its own, if it has one. */
  link(name: string, folder = CHECKOUT, installedAs = name): this {
    const place = join(this.folder, 'node_modules', name);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(realpathSync(join(folder, 'node_modules', installedAs)), place);
    return this;
  }

  unlink(name: string): this {
    rmSync(join(this.folder, 'node_modules', name));
    return this;
  }

  /** Runs a program of the project and gives what it prints, as JSON. Whatever it complains about is an error. */
  async node(program: string, ...options: string[]): Promise<unknown> {
    const { stdout, stderr } = await run(process.execPath, [...options, program], {
      cwd: this.folder,
      env: OUTSIDE,
    });
    if (stderr !== '') throw new Error(stderr);
    return JSON.parse(stdout);
  }

  /** Runs the `onstream` of the package, and gives what it prints. */
  async onstream(...args: readonly string[]): Promise<string> {
    const program = this.installed('dist', 'esm', 'cli', 'main.js');
    const { stdout } = await run(process.execPath, [program, ...args], { cwd: this.folder, env: OUTSIDE });
    return stdout;
  }

  /** Compiles with one of the checkout's compilers; an error of types rejects with the compiler's words. */
  async tsc(age: CompilerAge, ...options: string[]): Promise<void> {
    if (age === 'newest') {
      await run(process.execPath, [NEWEST, ...options], { cwd: this.folder }).catch(({ stdout }) => {
        throw new Error(stdout);
      });
      return;
    }
    const compiler = this.#compilers.get(age) ?? new Compiler(COMPILERS[age], this.folder);
    this.#compilers.set(age, compiler);
    await compiler.compile(options);
  }

  async remove(): Promise<void> {
    await Promise.all([...this.#compilers.values()].map((compiler) => compiler.stop()));
    rmSync(this.folder, { recursive: true });
  }
}

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Compiler } from './compiler.js';

const run = promisify(execFile);

/** The checkout that is packed. */
export const CHECKOUT = join(__dirname, '../..');

/** The folders whose compilers are used, where they run in a process that other projects use too. */
const COMPILERS = { previous: CHECKOUT, oldest: join(__dirname, 'oldest-typescript') };

/** TypeScript 7, which is fast from the first project on; 6, and 5.0. */
export type CompilerAge = 'newest' | keyof typeof COMPILERS;

const NEWEST = join(CHECKOUT, 'scripts/compiler/node_modules/typescript/bin/tsc');

/** What npm tells the scripts that it runs would tell a program of another project where the checkout is. */
const OUTSIDE = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));

/** A project of somebody who has installed what `npm publish` would publish, and nothing else. */
export class Consumer {
  readonly #compilers = new Map<keyof typeof COMPILERS, Compiler>();

  private constructor(
    readonly folder: string,
    private readonly archive: string,
  ) {}

  static install(): Promise<Consumer> {
    return Consumer.create(async (folder) => {
      const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: CHECKOUT });
      return join(folder, packed.stdout.trim());
    });
  }

  /** Makes another project that installs the same package beside others, such as `esbuild@0.21.5`. */
  installBeside(packages: readonly string[], ...options: readonly string[]): Promise<Consumer> {
    return Consumer.create(() => this.archive, packages, options);
  }

  private static async create(
    archiveFor: (folder: string) => string | Promise<string>,
    packages: readonly string[] = [],
    options: readonly string[] = [],
  ): Promise<Consumer> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'onstream-consumer-')));
    try {
      writeFileSync(join(folder, 'package.json'), '{ "private": true }');
      const consumer = new Consumer(folder, await archiveFor(folder));
      await consumer.add([consumer.archive, ...packages], options);
      return consumer;
    } catch (error) {
      rmSync(folder, { recursive: true });
      throw error;
    }
  }

  /** Installs packages in exactly these versions, and only where npm finds that they go together. */
  private async add(packages: readonly string[], options: readonly string[]): Promise<void> {
    const how = ['--no-audit', '--no-fund', '--prefer-offline', '--save-exact', '--no-force', '--no-legacy-peer-deps'];
    await run('npm', ['install', ...how, ...options, ...packages], { cwd: this.folder });
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

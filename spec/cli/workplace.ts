import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DIST, ensureBuilt } from './built.js';
import { type Options, Program } from './program.js';

/** A developer's folder, and the programs that run in it. Specs end both with `close`. */
export class Workplace {
  readonly folder: string;
  private readonly programs: Program[] = [];

  constructor() {
    ensureBuilt();
    this.folder = mkdtempSync(join(DIST, 'cli-spec-'));
  }

  /** Writes a file, as an editor saves it. */
  save(path: string, text: string | Buffer): this {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
    return this;
  }

  /** The text of a file. */
  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Starts `onstream` with these arguments. */
  onstream(args: readonly string[], options: Options = {}): Program {
    const program = new Program(args, this.folder, options);
    this.programs.push(program);
    return program;
  }

  /** Starts `onstream dev`, and waits until it follows the streams. */
  async dev(...args: string[]): Promise<Program> {
    const program = this.onstream(['dev', ...args]);
    await program.says(/^Following |"type":"ready"/m);
    return program;
  }

  /** Runs `onstream` to its end. */
  run(args: readonly string[], options: Options = {}) {
    return this.onstream(args, options).ended();
  }

  async close(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.kill()));
    rmSync(this.folder, { recursive: true });
  }
}

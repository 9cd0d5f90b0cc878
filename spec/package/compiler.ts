import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A compiler in a process of its own, which keeps what it has parsed for the next project. */
export class Compiler {
  readonly #process: ChildProcess;
  #last: Promise<unknown> = Promise.resolve();

  /** Starts the TypeScript that a package depends on, where relative paths begin at `folder`. */
  constructor(dependent: string, folder: string) {
    this.#process = fork(join(__dirname, 'compiler.cjs'), [dependent], { cwd: folder });
  }

  /** Compiles what a command line asks for, after those before it; an error of types rejects with the compiler's words. */
  compile(args: readonly string[]): Promise<void> {
    const compiled = this.#last.then(() => this.#ask(args));
    this.#last = compiled.catch(() => undefined);
    return compiled;
  }

  #ask(args: readonly string[]): Promise<void> {
    if (!this.#process.connected) return Promise.reject(new Error('The compiler has ended.'));
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`The compiler ended with code ${code}.`));
      this.#process.once('exit', onExit);
      this.#process.once('message', (errors: string) => {
        this.#process.off('exit', onExit);
        if (errors === '') resolve();
        else reject(new Error(errors));
      });
      this.#process.send(args, (error) => error && reject(error));
    });
  }

  /** Ends the process, whatever it still had to compile. */
  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    if (this.#process.kill()) await ended;
  }
}

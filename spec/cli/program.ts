import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { PROGRAM } from './built.js';

export interface Options {
  readonly stdin?: string;
  /** Environment variables; those that are `undefined` are not set. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Runs it on a terminal of its own, of so many columns, on which specs type with `types`. */
  readonly columns?: number;
}

/** How long to wait for what takes milliseconds, on a machine that does other things too. */
const PATIENCE_MS = 15_000;

/** Starts in an environment without anything of AWS, as on a fresh machine. */
function environment(more: Options['env'] = {}): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ...inherited } = process.env;
  const plain = Object.entries(inherited).filter(([name]) => !name.startsWith('AWS_'));
  return { ...Object.fromEntries(plain), ...more };
}

/** By `script` of util-linux, which every Debian has: it gives a command a terminal, and its exit code back. */
function onTerminal(command: readonly string[], columns: number): string[] {
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return ['script', '--quiet', '--return', '--command', `stty cols ${columns} rows 24; ${quoted}`, '/dev/null'];
}

/** Runs another copy of the program to its end, without an input, as if no npm script of the project had started it. */
export function runCopy(program: string, args: readonly string[], cwd: string) {
  return spawnSync(process.execPath, [program, ...args], {
    cwd,
    env: environment({ npm_package_json: undefined }),
    encoding: 'utf8',
    input: '',
  });
}

/** A running `onstream`, as its user sees it. */
export class Program {
  stdout = '';
  stderr = '';
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly exit: Promise<number | string | null>;
  private readonly listeners = new Set<() => void>();

  constructor(args: readonly string[], cwd: string, { stdin, env, columns }: Options) {
    const command = [process.execPath, PROGRAM, ...args];
    const [file = '', ...rest] = columns === undefined ? command : onTerminal(command, columns);
    // A process group of its own, as a shell gives it, for Ctrl-C goes to all of them.
    this.child = spawn(file, rest, { cwd, env: environment(env), detached: true });
    this.exit = new Promise((resolve, reject) => {
      this.child.once('error', reject).once('close', (code, signal) => resolve(code ?? signal));
    });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => this.heard('stdout', text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => this.heard('stderr', text));
    // It may end without having read anything.
    this.child.stdin.on('error', () => undefined);
    if (columns === undefined) this.child.stdin.end(stdin);
  }

  /** Waits until the output matches, from the given position on, and gives the match. */
  async says(pattern: RegExp | string, from = 0): Promise<RegExpMatchArray> {
    const expression =
      typeof pattern === 'string' ? new RegExp(pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : pattern;
    return this.until(() => this.stdout.slice(from).match(expression) ?? undefined, `to say ${pattern}`);
  }

  /** The endpoint that it prints. */
  async endpoint(): Promise<string> {
    const [endpoint] = await this.says(/http:\/\/127\.0\.0\.1:\d+/);
    return endpoint;
  }

  /** The lines of JSON of one type. */
  lines(type: string): Record<string, unknown>[] {
    const complete = this.stdout.slice(0, this.stdout.lastIndexOf('\n') + 1);
    const all = complete
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    return all.filter((line) => line.type === type);
  }

  /** Types on its terminal. */
  types(text: string): this {
    this.child.stdin.write(text);
    return this;
  }

  /** Presses Ctrl-C. */
  interrupt(): this {
    if (this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGINT');
    return this;
  }

  /** Presses Ctrl-\\, which no program that runs JavaScript can put off. */
  quit(): this {
    process.kill(-this.pid, 'SIGQUIT');
    return this;
  }

  /** Closes the pipe that it writes to, as `head` does. */
  stopReading(): void {
    this.child.stdout.destroy();
  }

  private get pid(): number {
    return this.child.pid ?? -1;
  }

  /** Waits for its end: how it ended, and what it wrote. */
  async ended(patienceMs = PATIENCE_MS): Promise<{ code: number | string | null; stdout: string; stderr: string }> {
    let code: number | string | null | undefined;
    this.exit.then((exitCode) => {
      code = exitCode;
      for (const listener of this.listeners) listener();
    });
    await this.until(() => (code === undefined ? undefined : true), 'to end', patienceMs);
    return { code: code ?? null, stdout: this.stdout, stderr: this.stderr };
  }

  /** Ends what is left of it, and everything that it started in its process group. */
  async kill(): Promise<void> {
    try {
      if (this.child.exitCode === null && this.child.signalCode === null) process.kill(-this.pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
    await this.exit;
  }

  private heard(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    for (const listener of this.listeners) listener();
  }

  private until<T>(look: () => T | undefined, what: string, patienceMs = PATIENCE_MS): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const seen = look();
        if (seen !== undefined) settle(() => resolve(seen));
      };
      const timer = setTimeout(() => {
        const wrote = `It wrote:\n${this.stdout}\nand to its standard error:\n${this.stderr}`;
        settle(() => reject(new Error(`onstream was expected ${what} within ${patienceMs} ms. ${wrote}`)));
      }, patienceMs);
      const settle = (end: () => void) => {
        clearTimeout(timer);
        this.listeners.delete(check);
        end();
      };
      this.listeners.add(check);
      check();
    });
  }
}

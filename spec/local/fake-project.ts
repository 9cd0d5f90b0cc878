import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A project in a folder of its own, which is the working directory until it is left. */
export class FakeProject {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'onstream-')));
  private readonly from = process.cwd();

  constructor() {
    process.chdir(this.folder);
  }

  /** Installs a program of JavaScript as dynoxide's binary for this platform. */
  installDynoxide(program: string): this {
    const home = join('node_modules', '@dynoxide', `${process.platform}-${process.arch}`);
    return this.write(join(home, 'package.json'), '{}').writeProgram(join(home, 'dynoxide'), program);
  }

  /** Installs a program of JavaScript as Java, and gives the folder that JAVA_HOME should name. */
  installJava(program: string): string {
    this.writeProgram(join('java', 'bin', 'java'), program);
    return join(this.folder, 'java');
  }

  leave(): void {
    process.chdir(this.from);
    rmSync(this.folder, { recursive: true });
  }

  private writeProgram(path: string, program: string): this {
    this.write(path, `#!${process.execPath}\n${program}`);
    chmodSync(join(this.folder, path), 0o755);
    return this;
  }

  private write(path: string, text: string): this {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
    return this;
  }
}

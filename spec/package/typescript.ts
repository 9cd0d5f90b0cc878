import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT, type Compiler } from './consumer.js';
import { consumer } from './installed.js';

/** A way in which projects resolve modules; the extension says what a file is compiled to. */
export interface Resolution {
  readonly source: string;
  readonly output: string;
  readonly options: readonly string[];
  readonly compiler?: Compiler;
}

export const RESOLUTIONS: readonly (Resolution & { readonly name: string })[] = [
  {
    name: 'nodenext, as an ES module',
    source: 'consumer.mts',
    output: 'consumer.mjs',
    options: ['--module', 'nodenext'],
  },
  { name: 'nodenext, as CommonJS', source: 'consumer.cts', output: 'consumer.cjs', options: ['--module', 'nodenext'] },
  {
    name: 'bundler',
    source: 'consumer.mts',
    output: 'consumer.mjs',
    options: ['--module', 'esnext', '--moduleResolution', 'bundler'],
  },
  {
    name: 'node10, which knows no exports',
    source: 'consumer.ts',
    output: 'consumer.js',
    options: ['--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '6.0'],
  },
];

/** A compiler takes seconds of a core, so as many run side by side as there are cores. */
const cores: Promise<unknown>[] = Array.from({ length: availableParallelism() }, () => Promise.resolve());
let compiled = 0;

/**
 * Compiles a program in the consumer's project, strictly, in a folder of this name, and gives the file to run. Call it in
 * a hook for all specs of a suite, so that they wait for less.
 */
export function compile(
  program: string,
  { source, output, options, compiler = 'newest' }: Resolution,
  name: string,
  ...more: readonly string[]
): Promise<string> {
  consumer.write(join(name, source), program);
  const args = [
    ...['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false'],
    ...['--target', 'es2022', '--lib', 'es2022', '--rootDir', name, '--outDir', name],
    ...['--types', 'node', '--typeRoots', join(CHECKOUT, 'node_modules', '@types')],
    ...options,
    ...more,
    join(name, source),
  ];
  const core = compiled++ % cores.length;
  const file = Promise.resolve(cores[core]).then(async () => {
    await consumer.tsc(compiler, ...args);
    return join(name, output);
  });
  // What fails fails the spec that waits for it, and nothing before that.
  cores[core] = file.catch(() => undefined);
  return file;
}

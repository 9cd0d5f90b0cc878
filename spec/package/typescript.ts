import { join } from 'node:path';
import { CHECKOUT, type CompilerAge } from './consumer.js';
import { consumer } from './installed.js';

/** A way in which projects resolve modules; the extension says what a file is compiled to. */
export interface Resolution {
  readonly source: string;
  readonly output: string;
  readonly options: readonly string[];
  readonly compiler?: CompilerAge;
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
    // TypeScript 7 does not know it any more.
    compiler: 'previous',
  },
];

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
  const file = consumer.tsc(compiler, ...args).then(() => join(name, output));
  // What fails fails the spec that waits for it, and nothing before that.
  file.catch(() => undefined);
  return file;
}

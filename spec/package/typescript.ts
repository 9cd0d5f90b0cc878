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

/** Compiles a program in the consumer's project, strictly, and gives the file to run. */
export async function compile(
  program: string,
  { source, output, options, compiler = 'newest' }: Resolution,
  name: string,
  ...more: readonly string[]
): Promise<string> {
  const outDir = join('out', name);
  await consumer
    .write(source, program)
    .tsc(
      compiler,
      ...['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false'],
      ...['--target', 'es2022', '--lib', 'es2022', '--rootDir', '.', '--outDir', outDir],
      ...['--types', 'node', '--typeRoots', join(CHECKOUT, 'node_modules', '@types')],
      ...options,
      ...more,
      source,
    );
  return join(outDir, output);
}

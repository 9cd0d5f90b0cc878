import { type BuildOptions, build } from 'esbuild';
import { consumer } from './installed.js';

type Options = Pick<BuildOptions, 'minify' | 'sourcemap' | 'external'>;

/** What a bundler makes of a program, and the files of packages that got into it. */
export async function bundle(program: string, format: 'esm' | 'cjs', options: Options = {}) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: consumer.folder, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format,
    target: 'node20',
    write: false,
    metafile: true,
    logLevel: 'silent',
    outdir: consumer.folder,
    ...options,
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const files = inputs.flatMap(([path]) => path.split('node_modules/').slice(1).slice(-1));
  return { code: outputFiles[0]?.text ?? '', files };
}

/** Runs a program from a bundle, and gives what it prints, as JSON. */
export async function runBundle(name: string, program: string, format: 'esm' | 'cjs', options: Options = {}) {
  const { code } = await bundle(program, format, options);
  const file = `${name}.${format === 'esm' ? 'mjs' : 'cjs'}`;
  return consumer.write(file, code).node(file, '--enable-source-maps');
}

import { extname } from 'node:path';
import { drawGraph, type GraphFormat } from '../deploy/graph/draw-graph.js';
import { loadManifest } from '../loading/load-manifest.js';
import { checkInstalled } from '../loading/optional-package.js';
import type { Command } from './command.js';
import { setHandlersConsole } from './handlers-console.js';
import { parseOptions } from './parse-options.js';
import { printDocument, printLines } from './standard-output.js';
import { onlyFile, UsageError } from './usage-error.js';
import { writeOut } from './write-out.js';

const OPTIONS = { format: { type: 'string' }, out: { type: 'string' } } as const;

const FORMATS: ReadonlyMap<string, GraphFormat> = new Map([
  ['mermaid', 'mermaid'],
  ['svg', 'svg'],
  ['html', 'html'],
]);

const EXTENSIONS: ReadonlyMap<string, GraphFormat> = new Map([
  ['.mmd', 'mermaid'],
  ['.mermaid', 'mermaid'],
  ['.svg', 'svg'],
  ['.html', 'html'],
]);

export const graphCommand: Command = {
  summary: 'draw tables, what passes from them, and the handlers that hear it',
  help: `Usage: onstream graph <file> [options]

Draws which tables the handlers in <file> (TypeScript or JavaScript) hear, which records pass, and whom they reach: as
Mermaid text, which GitHub draws in a code block of the language mermaid, or as a file to open. A dashed arrow leads to
what the filters of the event source mapping cannot say in full.

  --format <name>  mermaid, svg or html (default: what the name of --out ends with, else mermaid)
  --out <file>     the file to write, such as graph.svg (default: the standard output)

Needs: npm install --save-dev esbuild
`,
  async run(args) {
    const { values, positionals } = parseOptions(args, OPTIONS, 'graph');
    const file = onlyFile(positionals, 'graph', graphCommand.help);
    const format = formatOf(values.format, values.out);
    checkInstalled('onstream graph', ['esbuild']);
    setHandlersConsole(true);
    const { manifest } = await loadManifest(file);
    const graph = drawGraph(manifest, format);
    if (values.out === undefined) {
      printDocument(graph);
    } else {
      await writeOut(values.out, graph);
      printLines(`Wrote ${values.out}`);
    }
    return 0;
  },
};

function formatOf(name: string | undefined, out: string | undefined): GraphFormat {
  if (name !== undefined) return known(FORMATS, name, '--format');
  return out === undefined ? 'mermaid' : known(EXTENSIONS, extname(out).toLowerCase(), `--out ${out}`);
}

function known(formats: ReadonlyMap<string, GraphFormat>, name: string, option: string): GraphFormat {
  const format = formats.get(name);
  if (format !== undefined) return format;
  throw new UsageError(`${option}: found ${JSON.stringify(name)}, expected ${[...formats.keys()].join(', ')}`);
}

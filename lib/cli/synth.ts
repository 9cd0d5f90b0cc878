import { defaultName } from '../deploy/synth/default-name.js';
import { diffTemplates } from '../deploy/synth/diff/diff-templates.js';
import { FORMATS, type Format } from '../deploy/synth/format.js';
import type { TableOption } from '../deploy/synth/options.js';
import { synthesize } from '../deploy/synth/synthesize.js';
import { loadManifest } from '../loading/load-manifest.js';
import { checkInstalled } from '../loading/optional-package.js';
import { readOption } from '../loading/source-file.js';
import type { Manifest } from '../manifest.js';
import type { Command } from './command.js';
import { setHandlersConsole } from './handlers-console.js';
import { parseOptions } from './parse-options.js';
import { printDocument, printErrors, printLines } from './standard-output.js';
import { tableVariables } from './table-variables.js';
import { onlyFile, UsageError } from './usage-error.js';
import { writeOut } from './write-out.js';

const OPTIONS = {
  format: { type: 'string' },
  table: { type: 'string', multiple: true },
  kinesis: { type: 'string', multiple: true },
  name: { type: 'string' },
  out: { type: 'string' },
  diff: { type: 'string' },
} as const;

export const synthCommand: Command = {
  summary: 'write the template that deploys a handler',
  help: `Usage: onstream synth <file> --format <format> [options]

Writes the template that deploys the handlers in <file> (TypeScript or JavaScript): a function, the tables or their
streams, event source mappings with filters derived from the decorators, a queue for batches that were given up, and
the least permissions. The function's code is the function.zip that onstream build writes: in the template's folder, or
for cloudformation in a bucket. A variable of the environment whose value is a table's name becomes one of the
function's: handlers may take the name from there.

  --format <format>    cloudformation, sam, terraform or serverless
  --table <table=at>   where a table is; may be given several times:
                         Orders=arn:aws:dynamodb:…/stream/…   it exists, and this is its stream
                         Orders=arn:aws:kinesis:…             it exists, and its changes go to this Kinesis data stream,
                                                              or to this consumer of one
                         Orders=OrdersTable                   the logical id under which the template defines it
                         Orders=aws_dynamodb_table.orders     it stands in the same Terraform module
                       A table that is not told is defined in the template. Where @Table has a regular expression, and
                       where handlers hear every table, each one is told: '/^Orders-/=arn:…', '*=arn:…', or by name.
  --kinesis <table>    hear the table through a Kinesis data stream, which the template defines
  --name <name>        the function's name (default: the tool chooses; resources are named after <file>, or where that
                       is called such as index or handler, after its folder or the name in package.json)
  --out <file>         write the template to a file instead of the standard output
  --diff <old file>    print what changes against an older template, in place of the template; exits with 1 where
                       something does

Needs: npm install --save-dev esbuild yaml (terraform: esbuild alone)
`,
  async run(args) {
    const { values, positionals } = parseOptions(args, OPTIONS, 'synth');
    const file = onlyFile(positionals, 'synth', synthCommand.help);
    const format = formatOf(values.format);
    checkName(values.name);
    const tables = (values.table ?? []).map(tableOption);
    // Before --out may overwrite it.
    const old = values.diff === undefined ? undefined : await readOption(values.diff, '--diff');
    checkInstalled('onstream synth', format === 'terraform' ? ['esbuild'] : ['esbuild', 'yaml']);
    // The standard output is for the template: what a module logs while it loads would spoil it.
    setHandlersConsole(true);
    const { manifest } = await loadManifest(file);
    checkTold(tables, manifest);
    const { template, warnings } = await synthesize(manifest, {
      format,
      name: values.name ?? defaultName(file),
      ...(values.name === undefined ? {} : { functionName: values.name }),
      tables,
      kinesis: values.kinesis ?? [],
      environment: tableVariables(manifest, process.env),
    });
    for (const warning of warnings) printErrors(`warning: ${warning}`);
    if (values.out !== undefined) await writeOut(values.out, template);
    if (old === undefined) {
      if (values.out === undefined) printDocument(template);
      else printLines(`Wrote ${values.out}`);
      return 0;
    }
    const changes = await diffTemplates(old, template, { format, file: values.diff ?? '' });
    printLines(...(changes.length === 0 ? ['Nothing changes.'] : changes));
    return changes.length === 0 ? 0 : 1;
  },
};

function formatOf(text: string | undefined): Format {
  const format = FORMATS.find((one) => one === text?.toLowerCase());
  if (format) return format;
  const found = text === undefined ? 'nothing' : JSON.stringify(text);
  throw new UsageError(`--format: found ${found}, expected ${FORMATS.join(', ')}`);
}

function checkName(name: string | undefined): void {
  if (name === undefined || /^(?=.*[A-Za-z])[\w-]{1,64}$/.test(name)) return;
  throw new UsageError(
    `--name: found ${JSON.stringify(name)}, expected 1 to 64 letters, digits, - and _, a letter of A to Z among them`,
  );
}

/** An expression may hold an equals sign, a name and an ARN cannot. */
function tableOption(text: string): TableOption {
  const [, expression, ofExpression] = /^(\/.+\/[a-z]*)(?:=([^=]*))?$/.exec(text) ?? [];
  const [table = '', resource] = expression === undefined ? text.split(/=(.*)/s) : [expression, ofExpression];
  if (table !== '' && resource !== '') return { table, ...(resource === undefined ? {} : { resource }) };
  throw new UsageError(
    `--table: found ${JSON.stringify(text)}, expected such as Orders=OrdersTable or Orders=<stream ARN>`,
  );
}

/** Where it is has to be said of a table that is known by its name; one that an expression stands for may be named alone. */
function checkTold(tables: readonly TableOption[], { sources }: Manifest): void {
  const known = tables.find(({ table, resource }) => {
    return resource === undefined && sources.some((source) => source.table === table);
  });
  if (known)
    throw new UsageError(
      `--table: found ${JSON.stringify(known.table)}, expected where it is, such as ${known.table}=OrdersTable or ${known.table}=<stream ARN>`,
    );
}

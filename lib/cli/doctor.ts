import { diagnose } from '../deploy/doctor/diagnose.js';
import { diagnoseVariables } from '../deploy/doctor/diagnose-variables.js';
import { functionEnvironment, withEnvironment } from '../deploy/doctor/function-environment.js';
import { readDeployed } from '../deploy/doctor/read-deployed.js';
import { reportLines } from '../deploy/doctor/report.js';
import { ConfigurationError } from '../errors.js';
import { loadManifest } from '../loading/load-manifest.js';
import { checkInstalled } from '../loading/optional-package.js';
import { checkSourceFile } from '../loading/source-file.js';
import type { Command } from './command.js';
import { setHandlersConsole } from './handlers-console.js';
import { parseOptions } from './parse-options.js';
import { printJson, printLines } from './standard-output.js';
import { tableVariables } from './table-variables.js';
import { checkEndpoint, onlyFile, UsageError } from './usage-error.js';

const OPTIONS = {
  function: { type: 'string' },
  region: { type: 'string' },
  endpoint: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const doctorCommand: Command = {
  summary: 'compare what is deployed with what the handlers need',
  help: `Usage: onstream doctor <file> --function <name> [options]

Compares the function that is deployed, its event source mappings and their tables with what the handlers in <file>
(TypeScript or JavaScript) need, and tells what would lose data. Exits with 1 where something would, and where the
mappings cannot be listed. Only reads, with your own credentials: lambda:GetFunctionConfiguration,
lambda:ListEventSourceMappings, lambda:GetEventSourceMapping, dynamodb:DescribeTable, and dynamodb:DescribeStream where
the table cannot be described, as one of another account. What AWS refuses is told, and the rest is compared. <file> is
loaded with the function's own environment variables, whose values are not printed.

  --function <name>    the function's name or ARN; name:alias where the mappings are those of an alias
  --region <region>    its region (default: that of the ARN, else the environment's)
  --endpoint <url>     where Lambda and DynamoDB answer, for a stand-in of AWS; on this machine it
                       needs no credentials
  --json               print the findings as JSON

Needs: npm install --save-dev esbuild @aws-sdk/client-lambda @aws-sdk/client-dynamodb
`,
  async run(args) {
    const { values, positionals } = parseOptions(args, OPTIONS, 'doctor');
    const file = onlyFile(positionals, 'doctor', doctorCommand.help);
    const { function: functionName, region, endpoint } = values;
    if (!functionName)
      throw new UsageError(`onstream doctor: found no --function, expected --function <name>\n\n${doctorCommand.help}`);
    checkEndpoint(endpoint);
    checkInstalled('onstream doctor', ['esbuild', '@aws-sdk/client-lambda', '@aws-sdk/client-dynamodb']);
    setHandlersConsole(true);
    await checkSourceFile(file);
    const deployed = await readDeployed({ functionName, region, endpoint }).catch(async (error: unknown) => {
      await checkLoads(file);
      throw error;
    });
    const { manifest } = await withEnvironment(functionEnvironment(deployed.function), () => loadManifest(file));
    const findings = [
      ...diagnose(manifest, deployed),
      ...diagnoseVariables(deployed, tableVariables(manifest, process.env)),
    ];
    const losesData = findings.some(({ severity }) => severity === 'loses data');
    if (values.json) printJson({ function: functionName, losesData, findings }, 2);
    else printLines(...reportLines(findings, manifest, functionName));
    return losesData || deployed.isMissingMappings ? 1 : 0;
  },
};

/**
 * Reports what is wrong with the module itself before why AWS cannot be read: a command should not ask for a region, and
 * then for what no region helps. What `bootstrap` finds may be for want of the function's variables, and comes later.
 */
async function checkLoads(file: string): Promise<void> {
  try {
    await loadManifest(file);
  } catch (error) {
    const isOfBootstrap = error instanceof Error && error.cause instanceof ConfigurationError;
    if (!isOfBootstrap) throw error;
  }
}

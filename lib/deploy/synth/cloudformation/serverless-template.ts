import { FUNCTION_PROPERTIES, LOG_RETENTION_DAYS } from '../defaults.js';
import type { Deployment, Mapping } from '../deployment.js';
import { functionNameOf, pascalCase } from '../names.js';
import { NOTES, retryNotes } from '../notes.js';
import { escapeVariables } from './framework-variables.js';
import { arnOf, commonResources, variables } from './resources.js';
import { toYaml } from './to-yaml.js';
import { commented, type Section, type Tree } from './tree.js';

/** AWS's default, which the Serverless Framework replaces by its own. */
const AWS_BATCH_SIZE = 100;

/** A serverless.yml for the Serverless Framework, version 3 or later. */
export function serverlessTemplate(deployment: Deployment): Promise<string> {
  return toYaml(escapeVariables(serverlessTree(deployment)), NOTES.heading(deployment.name));
}

/** The template as it is to be read, before the framework's variables. */
export function serverlessTree(deployment: Deployment): Section {
  const { name, functionName, roleId, mappings } = deployment;
  const { Handler, Runtime, Architectures, MemorySize, Timeout } = FUNCTION_PROPERTIES;
  return {
    service: serviceName(name),
    provider: {
      name: 'aws',
      runtime: Runtime,
      architecture: Architectures[0],
      logRetentionInDays: LOG_RETENTION_DAYS,
    },
    package: { artifact: commented('function.zip', ...NOTES.code) },
    functions: {
      [functionKey(name)]: {
        name: functionName ?? shortName(name),
        handler: Handler,
        memorySize: MemorySize,
        timeout: Timeout,
        environment: variables(deployment),
        // The framework's own role may do more.
        role: roleId,
        events: mappings.map((one): Tree => commented({ stream: stream(one) }, ...notesWithoutFilters(one))),
      },
    },
    resources: { Resources: commonResources(deployment) },
  };
}

/** The key of the function. The framework makes its log group, with the id that the deployment has for it. */
function functionKey(name: string): string {
  const key = pascalCase(name);
  return `${key.charAt(0).toLowerCase()}${key.slice(1)}`;
}

function serviceName(name: string): string {
  return functionNameOf(name.replaceAll('_', '-')).replace(/^[^A-Za-z]+/, '');
}

/** A name for the function where the framework's own, of the service, the stage and the key, may be too long for Lambda. */
function shortName(name: string): string | undefined {
  const stage = '-production-';
  return serviceName(name).length + stage.length + functionKey(name).length > 64 ? functionNameOf(name) : undefined;
}

function stream({
  stream: { service, arn, consumer },
  eventSource,
  filters,
  filterNotes,
  destination,
}: Mapping): Section {
  const { startingPosition, functionResponseTypes: [responseType] = [] } = eventSource;
  const patterns = filters.map(
    (filter): Tree => commented(asTree(JSON.parse(filter.pattern)), ...NOTES.filter(filter)),
  );
  return {
    type: service,
    arn: arnOf(arn),
    consumer: consumer && arnOf(consumer),
    startingPosition: startingPosition ?? commented('TRIM_HORIZON', ...NOTES.startingPosition),
    enabled: eventSource.enabled,
    batchSize:
      eventSource.batchSize ?? commented(AWS_BATCH_SIZE, "AWS's default; without it the framework would say 10."),
    batchWindow: eventSource.maximumBatchingWindowInSeconds,
    parallelizationFactor: eventSource.parallelizationFactor,
    maximumRetryAttempts: eventSource.maximumRetryAttempts,
    maximumRecordAgeInSeconds: eventSource.maximumRecordAgeInSeconds,
    bisectBatchOnFunctionError: eventSource.bisectBatchOnFunctionError,
    functionResponseType: responseType === undefined ? undefined : commented(responseType, ...NOTES.reports),
    destinations: commented({ onFailure: onFailure(destination) }, ...retryNotes(eventSource)),
    filterPatterns: patterns.length > 0 ? commented(patterns, ...filterNotes) : undefined,
  };
}

function onFailure(destination: Mapping['destination']): Tree {
  return 'arn' in destination ? destination.arn : { type: 'sqs', arn: arnOf(destination) };
}

function notesWithoutFilters({ filters, filterNotes }: Mapping): readonly string[] {
  return filters.length > 0 ? [] : filterNotes;
}

/** What JSON holds. */
function asTree(json: unknown): Tree {
  if (Array.isArray(json)) return json.map(asTree);
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') return json;
  return Object.fromEntries(Object.entries(Object(json)).map(([key, value]) => [key, asTree(value)]));
}

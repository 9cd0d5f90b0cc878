import { FUNCTION_PROPERTIES } from '../defaults.js';
import type { Deployment, Mapping } from '../deployment.js';
import { NOTES } from '../notes.js';
import { eventSourceProperties } from './event-source.js';
import { commonResources, logGroup, sourceArnOf, variables } from './resources.js';
import { toYaml } from './to-yaml.js';
import { commented, getAtt, ref, type Tree } from './tree.js';

/** A template for `sam deploy`. */
export function samTemplate(deployment: Deployment): Promise<string> {
  const { name, functionName, functionId, roleId, logGroupId, mappings } = deployment;
  const lambda = {
    Type: 'AWS::Serverless::Function',
    Properties: {
      FunctionName: functionName,
      ...FUNCTION_PROPERTIES,
      Environment: { Variables: variables(deployment) },
      CodeUri: commented('function.zip', ...NOTES.code),
      // SAM's own role may read every stream of a table.
      Role: getAtt(roleId, 'Arn'),
      LoggingConfig: { LogGroup: ref(logGroupId) },
      Events: Object.fromEntries(mappings.map((one) => [one.id, event(one)])),
    },
  };
  return toYaml(
    {
      AWSTemplateFormatVersion: '2010-09-09',
      Transform: 'AWS::Serverless-2016-10-31',
      Description: `${name}: a function on streams of DynamoDB`,
      Resources: { [functionId]: lambda, ...commonResources(deployment), [logGroupId]: logGroup() },
    },
    NOTES.heading(name),
  );
}

function event(one: Mapping): Tree {
  const section = {
    Type: one.stream.service === 'kinesis' ? 'Kinesis' : 'DynamoDB',
    Properties: { Stream: sourceArnOf(one.stream), ...eventSourceProperties(one) },
  };
  return one.filters.length > 0 ? section : commented(section, ...one.filterNotes);
}

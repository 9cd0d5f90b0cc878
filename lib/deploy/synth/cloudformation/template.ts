import { FUNCTION_PROPERTIES } from '../defaults.js';
import type { Deployment, Mapping } from '../deployment.js';
import { NOTES } from '../notes.js';
import { eventSourceProperties } from './event-source.js';
import { commonResources, logGroup, sourceArnOf, variables } from './resources.js';
import { toYaml } from './to-yaml.js';
import { commented, getAtt, ref, type Section, type Tree } from './tree.js';

/** A template for `aws cloudformation deploy`. */
export function cloudFormationTemplate(deployment: Deployment): Promise<string> {
  const { name, functionName, functionId, roleId, logGroupId, mappings } = deployment;
  const lambda = {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: functionName,
      ...FUNCTION_PROPERTIES,
      Environment: { Variables: variables(deployment) },
      Code: commented({ S3Bucket: ref('CodeBucket'), S3Key: ref('CodeKey') }, ...NOTES.code),
      Role: getAtt(roleId, 'Arn'),
      LoggingConfig: { LogGroup: ref(logGroupId) },
    },
  };
  return toYaml(
    {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: `${name}: a function on streams of DynamoDB`,
      Parameters: {
        CodeBucket: {
          Type: 'String',
          Description: 'The S3 bucket with the function.zip that onstream build writes',
        },
        CodeKey: {
          Type: 'String',
          Description: 'Its key there; a new key for each build, since CloudFormation looks at nothing else',
        },
      },
      Resources: {
        [functionId]: lambda,
        ...Object.fromEntries(mappings.map((one) => [one.id, mapping(one, functionId)])),
        ...commonResources(deployment),
        [logGroupId]: logGroup(),
      },
    },
    NOTES.heading(name),
  );
}

function mapping(one: Mapping, functionId: string): Tree {
  const section: Section = {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      FunctionName: getAtt(functionId, 'Arn'),
      EventSourceArn: sourceArnOf(one.stream),
      ...eventSourceProperties(one),
    },
  };
  return one.filters.length > 0 ? section : commented(section, ...one.filterNotes);
}

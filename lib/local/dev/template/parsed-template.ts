import { ConfigurationError, isObject } from '../../../errors.js';
import { readTemplate } from '../../../loading/template.js';

export type Fields = Readonly<Record<string, unknown>>;

/** One resource of a template. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** The name of the condition under which it is there. */
  readonly condition: unknown;
  readonly properties: Fields;
  readonly metadata: Fields;
}

/** The parts of a SAM or CloudFormation template that say what is there, and under which names. */
export interface ParsedTemplate {
  /** For messages. */
  readonly file: string;
  readonly parameters: Fields;
  readonly mappings: Fields;
  readonly conditions: Fields;
  /** What SAM adds to every function. */
  readonly functionGlobals: Fields;
  readonly resources: readonly Resource[];
}

/** @throws ConfigurationError where the text is no template, or makes resources in a way that is not read here */
export async function parseTemplate(text: string, file: string): Promise<ParsedTemplate> {
  const template = fieldsOf(await readTemplate(text, file));
  const resources = Object.entries(fieldsOf(template.Resources));
  const made = resources.find(([name]) => name.startsWith('Fn::'));
  if (made)
    throw new ConfigurationError(
      `${file}: found ${made[0]} in Resources, expected resources that are written out: give the template that ` +
        'aws cloudformation get-template --template-stage Processed shows',
    );
  return {
    file,
    parameters: fieldsOf(template.Parameters),
    mappings: fieldsOf(template.Mappings),
    conditions: fieldsOf(template.Conditions),
    functionGlobals: fieldsOf(fieldsOf(template.Globals).Function),
    resources: resources.map(([logicalId, resource]) => {
      const { Type, Condition, Properties, Metadata } = fieldsOf(resource);
      return {
        logicalId,
        type: String(Type),
        condition: Condition,
        properties: fieldsOf(Properties),
        metadata: fieldsOf(Metadata),
      };
    }),
  };
}

export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

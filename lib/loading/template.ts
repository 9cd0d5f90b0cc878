import { ConfigurationError } from '../errors.js';
import { loadYaml } from './yaml.js';

/**
 * A SAM or CloudFormation template, or a serverless.yml, in YAML or JSON, as plain objects. CloudFormation's own tags are
 * short for objects: `!Ref Name` for `{ Ref: Name }`, `!GetAtt Table.Arn` for `{ Fn::GetAtt: [Table, Arn] }`.
 *
 * @throws ConfigurationError where the text is no YAML
 */
export async function readTemplate(text: string, file: string): Promise<unknown> {
  const { isNode, isScalar, parseDocument, visit, YAMLMap } = await loadYaml();
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error) throw new ConfigurationError(`${file}: ${error.message}`);
  visit(document, {
    Node(_, node) {
      if (!isNode(node) || !node.tag?.startsWith('!') || node.tag === '!') return undefined;
      const { tag } = node;
      if (isScalar(node)) return document.createNode(untagged(tag, node.value));
      // It may have other tags in it, which are visited next.
      delete node.tag;
      const object = new YAMLMap();
      object.set(nameOf(tag), node);
      return object;
    },
  });
  return document.toJS();
}

function untagged(tag: string, value: unknown): object {
  // The first dot ends the logical id; attributes may have dots of their own.
  if (tag === '!GetAtt' && typeof value === 'string') return { 'Fn::GetAtt': value.split(/\.(.*)/s).slice(0, 2) };
  return { [nameOf(tag)]: value };
}

function nameOf(tag: string): string {
  return tag === '!Ref' || tag === '!Condition' ? tag.slice(1) : `Fn::${tag.slice(1)}`;
}

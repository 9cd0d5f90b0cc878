import type * as Yaml from 'yaml';
import { loadYaml } from '../../../loading/yaml.js';
import { wrap } from '../wrap.js';
import { COMMENT, isCommented, isList, isTagged, type Section, TAG, type Tree } from './tree.js';

/** Writes a template, with an empty line before each part and each resource. */
export async function toYaml(template: Section, heading: readonly string[]): Promise<string> {
  const yaml = await loadYaml();
  // CloudFormation reads YAML 1.1, to which `on` and `2012-10-17` are no texts unless they are quoted.
  const document = new yaml.Document(undefined, { schema: 'yaml-1.1', merge: false });
  document.contents = writer(yaml)(template, true);
  document.commentBefore = comment(heading);
  return document.toString({ lineWidth: 0, singleQuote: true });
}

function writer(yaml: typeof Yaml) {
  const write = (tree: Tree, isSpaced: boolean): Yaml.Node => {
    if (isCommented(tree)) {
      const node = write(tree.value, isSpaced);
      node.commentBefore = comment(tree[COMMENT]);
      return node;
    }
    if (typeof tree !== 'object') return new yaml.Scalar(tree);
    if (isTagged(tree)) {
      const scalar = new yaml.Scalar(tree.text);
      scalar.tag = tree[TAG];
      return scalar;
    }
    return isList(tree) ? list(tree) : section(tree, isSpaced);
  };
  const list = (items: readonly Tree[]) => {
    const sequence = new yaml.YAMLSeq();
    sequence.items = items.map((item) => write(item, false));
    return sequence;
  };
  const section = (tree: Section, isSpaced: boolean) => {
    const map = new yaml.YAMLMap();
    for (const [name, value] of Object.entries(tree)) {
      if (value === undefined) continue;
      const key = new yaml.Scalar(name);
      const node = write(isCommented(value) ? value.value : value, name === 'Resources');
      key.spaceBefore = isSpaced && map.items.length > 0 && yaml.isCollection(node);
      if (isCommented(value)) key.commentBefore = comment(value[COMMENT]);
      map.items.push(new yaml.Pair(key, node));
    }
    return map;
  };
  return write;
}

function comment(lines: readonly string[]): string {
  return lines
    .flatMap(wrap)
    .map((line) => ` ${line}`)
    .join('\n');
}

import type * as Yaml from 'yaml';
import { loadYaml } from '../../../loading/yaml.js';
import { escapeUnprintable, isUnprintable } from '../unprintable.js';
import { wrap } from '../wrap.js';
import { COMMENT, isCommented, isList, isTagged, type Section, TAG, type Tree } from './tree.js';

/** Writes a template, with an empty line before each part and each resource. */
export async function toYaml(template: Section, heading: readonly string[]): Promise<string> {
  const yaml = await loadYaml();
  // CloudFormation reads YAML 1.1, to which `on` and `2012-10-17` are no texts unless they are quoted.
  const document = new yaml.Document(undefined, { schema: 'yaml-1.1', merge: false });
  document.contents = writer(yaml)(template, true);
  document.commentBefore = comment(heading);
  return escapeUnprintable(document.toString({ lineWidth: 0, singleQuote: true }));
}

function writer(yaml: typeof Yaml) {
  const write = (tree: Tree, isSpaced: boolean): Yaml.Node => {
    if (isCommented(tree)) {
      const node = write(tree.value, isSpaced);
      node.commentBefore = comment(tree[COMMENT]);
      return node;
    }
    if (typeof tree !== 'object') return scalar(tree);
    if (isTagged(tree)) {
      const tagged = new yaml.Scalar(tree.text);
      tagged.tag = tree[TAG];
      return tagged;
    }
    return isList(tree) ? list(tree) : section(tree, isSpaced);
  };
  const scalar = (value: string | number | boolean) => {
    const node = new yaml.Scalar(value);
    // Only there do escapes mean what they stand for.
    if (isUnprintable(String(value))) node.type = 'QUOTE_DOUBLE';
    return node;
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
      const key = scalar(name);
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

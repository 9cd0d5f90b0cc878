/** A part of a template: what YAML holds, CloudFormation's tags, and comments. */
export type Tree = string | number | boolean | Tagged | Commented | readonly Tree[] | Section;

/** A mapping; what is undefined is left out. */
export interface Section {
  readonly [key: string]: Tree | undefined;
}

export const TAG: unique symbol = Symbol('tag');
export const COMMENT: unique symbol = Symbol('comment');

/** CloudFormation's short form of an intrinsic function, such as `!Ref OrdersTable`. */
export interface Tagged {
  readonly [TAG]: string;
  readonly text: string;
}

/** Something with a comment before it, a line for each text. */
export interface Commented {
  readonly [COMMENT]: readonly string[];
  readonly value: Tree;
}

export function ref(id: string): Tagged {
  return { [TAG]: '!Ref', text: id };
}

export function getAtt(id: string, attribute: string): Tagged {
  return { [TAG]: '!GetAtt', text: `${id}.${attribute}` };
}

export function commented(value: Tree, ...lines: readonly string[]): Tree {
  return lines.length > 0 ? { [COMMENT]: lines, value } : value;
}

export function isTagged(tree: Tree): tree is Tagged {
  return typeof tree === 'object' && TAG in tree;
}

export function isCommented(tree: Tree): tree is Commented {
  return typeof tree === 'object' && COMMENT in tree;
}

export function isList(tree: readonly Tree[] | Section): tree is readonly Tree[] {
  return Array.isArray(tree);
}

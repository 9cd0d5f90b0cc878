import { ConfigurationError, found } from '../../../errors.js';
import { COMMENT, isCommented, isList, isTagged, type Section, type Tree } from './tree.js';

/** The start of what the framework may take for one of its variables, with the backslashes before it. */
const OPENING = /(\\*)\$\{/g;

/** Dollar signs before the opening. Of those no escape of the framework leaves the last one as it is. */
const BEHIND_DOLLAR = /\$\$\{[^}]*[:(]/;

/**
 * Escapes what the Serverless Framework would replace, in every text of a template: names, filters and variables of the
 * environment are the handlers' own, and hold none of its variables. Version 3 takes `\${` for `${`, and two backslashes
 * before an escape for one. Keys are never replaced.
 *
 * @throws ConfigurationError for a text that it cannot hold
 */
export function escapeVariables(tree: Section): Section {
  return Object.fromEntries(
    Object.entries(tree).map(([key, part]) => [key, part === undefined ? part : escaped(part)]),
  );
}

/** The texts that need it. Version 4 of the framework has no escape. */
export function textsWithVariables(tree: Tree): string[] {
  if (typeof tree === 'string') return tree.includes('${') ? [tree] : [];
  if (typeof tree !== 'object' || isTagged(tree)) return [];
  if (isCommented(tree)) return textsWithVariables(tree.value);
  const parts = isList(tree) ? tree : Object.values(tree);
  return parts.flatMap((part) => (part === undefined ? [] : textsWithVariables(part)));
}

function escaped(tree: Tree): Tree {
  if (typeof tree === 'string') return escapedText(tree);
  if (typeof tree !== 'object' || isTagged(tree)) return tree;
  if (isCommented(tree)) return { [COMMENT]: tree[COMMENT], value: escaped(tree.value) };
  return isList(tree) ? tree.map(escaped) : escapeVariables(tree);
}

function escapedText(text: string): string {
  if (BEHIND_DOLLAR.test(text))
    throw new ConfigurationError(
      `serverless: found ${found(text)}, expected no $ before \${: the Serverless Framework has no way to write it. Use ` +
        'another --format, or another text',
    );
  return text.replace(OPENING, (match, slashes: string, at: number) =>
    text[at - 1] === '$' ? match : `${slashes}${slashes}\\\${`,
  );
}

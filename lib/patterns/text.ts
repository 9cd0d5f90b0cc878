import { unexpected } from '../errors.js';
import type { Compile } from './combine.js';

type TextTest = (text: string) => boolean;

/** The matchers that look at text, by their names. */
export const TEXT_MATCHERS: ReadonlyMap<string, Compile> = new Map([
  ['prefix', ofText((start) => (text) => text.startsWith(start))],
  ['suffix', ofText((end) => (text) => text.endsWith(end))],
  ['equals-ignore-case', ofText(compileIgnoringCase)],
  ['wildcard', ofText(compileWildcard)],
]);

/** Compiles an operand that has to be text; `undefined` where it is malformed. */
function ofText(compile: (operand: string) => TextTest | undefined): Compile {
  return (operand, where) => {
    const test = typeof operand === 'string' ? compile(operand) : undefined;
    if (!test) throw unexpected(where, operand, 'text, without ** or a lone \\');
    return (value) => value?.S !== undefined && test(value.S);
  };
}

/** Asks for both cases, as Lambda's filters know them: in lower case alone, the sign of the kelvin would be a `k`. */
function compileIgnoringCase(other: string): TextTest {
  return (text) => text.toLowerCase() === other.toLowerCase() && text.toUpperCase() === other.toUpperCase();
}

/**
 * `*` stands for any text, `\*` and `\\` for themselves; two stars in a row and a lone backslash are malformed. Linear
 * in the text: items are untrusted, and a regular expression with several stars can take for ever.
 */
function compileWildcard(pattern: string): TextTest | undefined {
  const parts = [''];
  for (const [token] of pattern.matchAll(/\\[*\\]|./gs)) {
    if (token === '\\') return undefined;
    if (token === '*') parts.push('');
    else parts[parts.length - 1] += token.slice(-1);
  }
  const [first = '', ...inner] = parts;
  const last = inner.pop();
  if (last === undefined) return (text) => text === first;
  if (inner.includes('')) return undefined;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let from = first.length;
    for (const part of inner) {
      const at = text.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return text.slice(from).endsWith(last);
  };
}

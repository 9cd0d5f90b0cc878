/** A test of text; the same in a pattern and inside its `anything-but`. */
export type TextTest = (text: string) => boolean;

/** The matchers that look at text, by their names; `undefined` for an operand that is malformed. */
export const TEXT_MATCHERS: ReadonlyMap<string, (operand: string) => TextTest | undefined> = new Map([
  ['prefix', (start: string) => (text: string) => text.startsWith(start)],
  ['suffix', (end: string) => (text: string) => text.endsWith(end)],
  ['equals-ignore-case', (other: string) => (text: string) => text.toLowerCase() === other.toLowerCase()],
  ['wildcard', compileWildcard],
]);

/**
 * `*` stands for any text, `\*` and `\\` for themselves; two stars in a row and a lone backslash are malformed. Linear
 * in the text: items are untrusted, and a regular expression with several stars can take for ever.
 */
function compileWildcard(pattern: string): TextTest | undefined {
  const parts = [''];
  const tokens = pattern.match(/\\[*\\]|\*{2,}|[\s\S]/g) ?? [];
  for (const token of tokens) {
    if (token === '*') parts.push('');
    else if (token === '\\' || token.startsWith('**')) return undefined;
    else parts[parts.length - 1] += token.slice(-1);
  }
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let from = first.length;
    for (const part of rest) {
      const at = text.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return text.slice(from).endsWith(last);
  };
}

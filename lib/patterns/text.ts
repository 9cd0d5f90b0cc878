/** A test of text; the same four in a pattern and inside its `anything-but`. */
export type TextTest = (text: string) => boolean;

/** The matchers that look at text, by their names. */
export const TEXT_MATCHERS: Readonly<Record<string, (operand: string) => TextTest | undefined>> = {
  prefix: (start) => (text) => text.startsWith(start),
  suffix: (end) => (text) => text.endsWith(end),
  'equals-ignore-case': (other) => {
    const lower = other.toLowerCase();
    return (text) => text.toLowerCase() === lower;
  },
  wildcard: compileWildcard,
};

/**
 * `*` stands for any text, `\*` and `\\` for themselves; `undefined` where the pattern is malformed: two stars in a
 * row, or a lone backslash. Linear in the text: items are untrusted, and a regular expression with several stars
 * can take for ever.
 */
function compileWildcard(pattern: string): TextTest | undefined {
  const parts = [''];
  for (let i = 0; i < pattern.length; i++) {
    let character = pattern.charAt(i);
    if (character === '*') {
      if (pattern[i + 1] === '*') return undefined;
      parts.push('');
      continue;
    }
    if (character === '\\') {
      character = pattern.charAt(++i);
      if (character !== '*' && character !== '\\') return undefined;
    }
    parts[parts.length - 1] += character;
  }
  const first = parts[0] ?? '';
  if (parts.length === 1) return (text) => text === first;
  const last = parts[parts.length - 1] ?? '';
  const between = parts.slice(1, -1);
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const part of between) {
      const at = text.indexOf(part, from);
      if (at === -1) return false;
      from = at + part.length;
    }
    return from <= end;
  };
}

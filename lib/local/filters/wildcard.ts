import { InvalidFilterError } from './invalid-filter-error.js';

/** `*` stands for any text, `\*` and `\\` for themselves. @throws InvalidFilterError */
export function parseWildcard(pattern: string, where: string): (text: string) => boolean {
  const parts = [''];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    const next = pattern.charAt(at + 1);
    if (character === '*' && next === '*')
      throw new InvalidFilterError(where, `consecutive wildcard characters at position ${at}`);
    if (character === '\\' && next !== '*' && next !== '\\')
      throw new InvalidFilterError(where, `invalid escape character at position ${at}`);
    if (character === '*') parts.push('');
    else parts[parts.length - 1] += character === '\\' ? pattern.charAt(++at) : character;
  }
  return (text) => isMadeOf(parts, text);
}

/** Whether the parts follow one another in the text, the first at its beginning and the last at its end. */
function isMadeOf([first = '', ...rest]: readonly string[], text: string): boolean {
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

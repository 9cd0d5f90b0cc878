import { isObject } from '../../errors.js';
import { looksLikeMatcher } from '../../patterns/matcher.js';
import { joinPath } from '../../records/path.js';

/** More values than one wants to read are counted. */
const MOST_VALUES = 6;
const LONGEST_TEXT = 40;

/** A pattern of the manifest in words, a phrase for each attribute, such as `new total is at least 1000`. */
export function patternWords(pattern: unknown, subject: string, parent = ''): string[] {
  return Object.entries(Object(pattern)).map(([name, asked]) => {
    if (name === '$or' && Array.isArray(asked)) return eitherWords(asked, subject, parent);
    const path = joinPath(parent, name);
    if (isObject(asked) && !looksLikeMatcher(asked)) return patternWords(asked, subject, path).join(' and ');
    return `${subject} ${path} ${matcherWords(asked)}`;
  });
}

function eitherWords(patterns: readonly unknown[], subject: string, parent: string): string {
  const each = patterns.map((pattern) => patternWords(pattern, subject, parent));
  return each.map((words) => (words.length > 1 ? `(${words.join(' and ')})` : words.join())).join(' or ');
}

/** What is asked of a value, after the name of its attribute: `is "PAID" or begins with "X"`. */
function matcherWords(asked: unknown): string {
  const matchers = [asked].flat();
  const literals = matchers.filter((matcher) => !isObject(matcher));
  const others = matchers.filter(isObject).map(verb);
  return shortList(literals.length > 0 ? [`is ${literalsWords(literals)}`, ...others] : others);
}

/** What is asked of a value, where a noun is wanted: `"PAID"`, `what begins with "X"`. */
export function valueWords(asked: unknown): string {
  const nouns = [asked].flat().map((matcher) => {
    if (!isObject(matcher)) return literalWords(matcher);
    if ('exists' in matcher) return matcher.exists === true ? 'any value' : 'missing';
    return `what ${verb(matcher)}`;
  });
  return shortList(nouns);
}

function verb(matcher: Readonly<Record<string, unknown>>): string {
  const [name, operand] = Object.entries(matcher)[0] ?? ['', undefined];
  if (name === 'exists') return operand === true ? 'is present' : 'is missing';
  if (name === 'numeric') return `is ${numericWords([operand].flat())}`;
  if (name !== 'anything-but') return textWords(name, operand, false);
  const [excluded] = Object.entries(Object(isObject(operand) ? operand : undefined));
  return excluded ? textWords(...excluded, true) : `is anything but ${literalsWords([operand].flat())}`;
}

function textWords(name: string, operand: unknown, isDenied: boolean): string {
  const text = literalsWords([operand].flat());
  const is = isDenied ? 'is not' : 'is';
  if (name === 'prefix') return `${isDenied ? 'does not begin' : 'begins'} with ${text}`;
  if (name === 'suffix') return `${isDenied ? 'does not end' : 'ends'} with ${text}`;
  if (name === 'wildcard') return `${is} like ${text}`;
  if (name === 'equals-ignore-case') return `${is} ${text} in any case`;
  return `${is} ${name} ${text}`;
}

const COMPARISONS: ReadonlyMap<unknown, string> = new Map([
  ['=', ''],
  ['<', 'below '],
  ['<=', 'at most '],
  ['>', 'above '],
  ['>=', 'at least '],
]);

function numericWords([operator, limit, ...rest]: readonly unknown[]): string {
  const words = `${COMPARISONS.get(operator) ?? `${literalWords(operator)} `}${literalWords(limit)}`;
  return rest.length > 0 ? `${words} and ${numericWords(rest)}` : words;
}

function literalsWords(literals: readonly unknown[]): string {
  return shortList(literals.map(literalWords));
}

function shortList(words: readonly string[]): string {
  const hidden = words.length - MOST_VALUES;
  if (hidden < 2) return words.join(' or ');
  return `${words.slice(0, MOST_VALUES).join(' or ')} or ${hidden} others`;
}

function literalWords(literal: unknown): string {
  if (typeof literal !== 'string') return JSON.stringify(literal) ?? String(literal);
  // The manifest writes bigints so.
  if (/^-?\d+n$/.test(literal)) return literal.slice(0, -1);
  return JSON.stringify(literal.length > LONGEST_TEXT ? `${literal.slice(0, LONGEST_TEXT)}…` : literal);
}

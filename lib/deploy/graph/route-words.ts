import type { RouteDescription } from '../../manifest.js';
import { patternWords, valueWords } from './pattern-words.js';

/** Which records a decorator lets through, in words: the events, then a phrase for each thing that is asked of them. */
export function routeWords({ eventNames, paths, patterns, tablePatterns, opaque }: RouteDescription): string[] {
  const phrases = [
    listed(eventNames),
    ...(paths ? [changeWords(paths, Object(patterns))] : []),
    ...filterWords(Object(patterns)),
    ...filterWords(Object(tablePatterns)),
    ...(opaque ? ['and a function decides'] : []),
  ];
  // The table and the method may ask for the same.
  return [...new Set(phrases)];
}

type Patterns = Readonly<Record<string, unknown>>;

function filterWords({ by, keys, item, newImage, oldImage }: Patterns): string[] {
  return [
    ...(by === 'ttl' ? ['expired (TTL)'] : by === 'user' ? ['deleted, not expired'] : []),
    ...patternWords(keys, 'key'),
    ...patternWords(item, 'item'),
    ...patternWords(oldImage, 'old'),
    ...patternWords(newImage, 'new'),
  ];
}

function changeWords(paths: readonly string[], { from, to }: Patterns): string {
  const path = listed(paths);
  if (from === undefined && to === undefined) return `${path} changes`;
  const words = [from === undefined ? [] : ['from', valueWords(from)], to === undefined ? [] : ['to', valueWords(to)]];
  return [path, ...words.flat()].join(' ');
}

function listed(words: readonly string[]): string {
  return words.length < 3 ? words.join(' or ') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

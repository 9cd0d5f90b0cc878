import { checkKeys, kindOf, unexpected } from '../errors.js';

/**
 * Refuses unknown settings, and values that a setting cannot have. What it can be is said in the words of the message:
 * alternatives with `or` between them, each a type, an array of a type, a quoted text, an integer or a range of integers.
 *
 * @throws ConfigurationError
 */
export function checkSettings(settings: object, known: Readonly<Record<string, string>>, where: string): void {
  checkKeys(settings, Object.keys(known), where);
  for (const [name, value] of Object.entries(settings)) {
    const expected = known[name] ?? '';
    if (value === undefined || expected.split(' or ').some((words) => fits(value, words))) continue;
    const [, kind] = /\barray of (\w+)s$/.exec(expected) ?? [];
    if (kind && Array.isArray(value)) {
      const index = value.findIndex((one) => !fits(one, kind));
      throw unexpected(`${where}.${name}[${index}]`, value[index], kind);
    }
    throw unexpected(`${where}.${name}`, value, expected);
  }
}

function fits(value: unknown, words: string): boolean {
  const [, kind] = /^array of (\w+)s$/.exec(words) ?? [];
  if (kind) return Array.isArray(value) && value.every((one) => fits(one, kind));
  const [lowest = 0, highest = lowest] = words.split(' to ').map(Number);
  if (Number.isInteger(value)) return lowest <= Number(value) && Number(value) <= highest;
  return words === (typeof value === 'string' ? `"${value}"` : '') || words === kindOf(value);
}

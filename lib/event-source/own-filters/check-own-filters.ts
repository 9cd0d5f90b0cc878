import { ConfigurationError, isObject, unexpected } from '../../errors.js';
import { parseFilterPattern } from '../../local/filters/filter-pattern.js';
import { MAX_FILTERS, MAX_LENGTH } from '../filters/limits.js';

const EXAMPLE = 'a pattern such as { eventName: ["INSERT"] }';

/**
 * Compiles filters of one's own as Lambda does when the mapping is made.
 *
 * @throws ConfigurationError for a filter that AWS would refuse, for more than it takes, and for what JSON cannot hold
 */
export function checkOwnFilters(filters: readonly unknown[], maximum: number | undefined, where: string): void {
  const most = maximum ?? MAX_FILTERS;
  if (filters.length > most) throw unexpected(where, filters, `at most ${most}, or a raised maximumFilters`);
  for (const [index, filter] of filters.entries()) checkOwnFilter(filter, `${where}[${index}]`);
}

function checkOwnFilter(filter: unknown, where: string): void {
  if (!isObject(filter)) throw unexpected(where, filter, `${EXAMPLE}, an object and no text`);
  if (['Pattern', 'Filters'].some((name) => Object.hasOwn(filter, name)))
    throw unexpected(where, filter, `${EXAMPLE}: the pattern itself, without AWS's Filters and Pattern around it`);
  checkJson(filter, where, []);
  const text = JSON.stringify(filter);
  if (text.length > MAX_LENGTH)
    throw unexpected(where, filter, `at most ${MAX_LENGTH} characters, which are ${text.length} here`);
  try {
    parseFilterPattern(JSON.parse(text));
  } catch (error) {
    if (error instanceof ConfigurationError) throw new ConfigurationError(`${where}: ${error.message}`);
    throw error;
  }
}

/** Refuses what JSON would leave out or write as something else: a variable of the environment that is not set, say. */
function checkJson(value: unknown, where: string, within: readonly object[]): void {
  if (typeof value === 'object' && value !== null) {
    if (within.includes(value)) throw unexpected(where, value, 'a pattern without a cycle');
    const inside = [...within, value];
    if (Array.isArray(value))
      for (const [index, each] of value.entries()) checkJson(each, `${where}[${index}]`, inside);
    else if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null)
      throw unexpected(where, value, 'a plain object');
    // A key whose value is undefined is left out, as in any other option.
    else
      for (const [name, each] of Object.entries(value))
        if (each !== undefined) checkJson(each, `${where}.${name}`, inside);
  } else if (!['string', 'boolean'].includes(typeof value) && value !== null && !Number.isFinite(value))
    throw unexpected(where, value, 'a value that JSON holds: text, a finite number, true, false or null');
}

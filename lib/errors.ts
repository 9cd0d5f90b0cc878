/** What the developer told the framework cannot be right. Thrown while a module loads, by `bootstrap` at the latest. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** The event, or one record of it, does not have the shape that its source gives. Names what was found, never values. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/** A handler or a filter asked for an image that the stream does not carry. */
export class MissingImageError extends Error {
  override readonly name = 'MissingImageError';
}

/** Says what was found, for a message: text and numbers as they are, an object by its keys alone. Never throws. */
export function found(value: unknown): string {
  try {
    return foundText(value);
  } catch {
    // A proxy whose target is gone, or whose handler throws.
    return 'a value that cannot be read';
  }
}

function foundText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (typeof value === 'function') return `function ${value.name}`.trim().slice(0, 60);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (!isObject(value)) return String(value).slice(0, 60);
  if (typeof value.then === 'function') return 'a promise';
  return `keys [${Object.keys(value).slice(0, 9)}]`.slice(0, 300);
}

/** The error for something that a developer wrote; `where` begins with `Class.method`. */
export function unexpected(where: string, value: unknown, expected: string): ConfigurationError {
  return new ConfigurationError(`${where}: found ${found(value)}, expected ${expected}`);
}

/** Refuses a key that nothing reads: a typo would otherwise be a silent default. @throws ConfigurationError */
export function checkKeys(options: unknown, valid: readonly string[], where: string): asserts options is object {
  const wrong = isObject(options) ? Object.keys(options).filter((key) => !valid.includes(key)) : [options];
  if (wrong.length > 0) throw unexpected(where, wrong[0], `an object with only ${valid.join(', ')}`);
}

/** An object with keys: no array, no function, not null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  // Not by `kindOf`: that makes a record that nobody wants cost 3 % more.
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What kind of value was found, for messages about items, whose contents are nobody's business. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

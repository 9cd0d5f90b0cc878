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

/** What was found, for a message: what a developer wrote is shown, an object by its keys alone. */
export function found(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'function') return `function ${value.name}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  if (typeof value !== 'object' || value === null) return String(value);
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty object' : `an object with ${keys.slice(0, 8).join(', ')}`;
}

/** The error for something that a developer wrote; `where` begins with `Class.method`. */
export function unexpected(where: string, value: unknown, expected: string): ConfigurationError {
  return new ConfigurationError(`${where}: found ${found(value)}, expected ${expected}`);
}

/** Refuses a key that nothing reads: a typo would otherwise be a silent default. @throws ConfigurationError */
export function checkKeys(options: object, valid: readonly string[], where: string): void {
  const unknown = Object.keys(options).find((key) => !valid.includes(key));
  if (unknown === undefined) return;
  throw new ConfigurationError(`${where}: found the unknown key "${unknown}", expected any of ${valid.join(', ')}`);
}

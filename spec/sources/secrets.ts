import { expect } from 'chai';

/** Stands where an item has something that no log may show. */
export const SECRET = 'SECRET-4111';

/** A message says what was found and what was expected, and nothing of an item. */
export function assertTells(message: string, ...names: readonly string[]): void {
  expect(message).to.match(/found .+expected /is);
  expect(message).not.to.include(SECRET);
  for (const name of names) expect(message).to.include(name);
}

/** A value in the name of a test. */
export function text(value: unknown): string {
  return `${JSON.stringify(value)}`.slice(0, 90);
}

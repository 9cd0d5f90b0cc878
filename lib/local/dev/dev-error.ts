/** Why `onstream dev` cannot go on, in words that need no stack: the engine has died, or the stream has ended. */
export class DevError extends Error {
  override readonly name = 'DevError';
}

/** The same for what an engine or a stream reports; a mistake in onstream itself stays what it is. */
export function toDevError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  // Errors of AWS's clients tell which of AWS's rules was broken by their names.
  if ('$metadata' in error) return new DevError(`${error.name}: ${error.message}`, { cause: error });
  return error.constructor === Error ? new DevError(error.message, { cause: error }) : error;
}

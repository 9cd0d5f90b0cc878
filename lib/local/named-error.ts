/** An error that is told apart by its name, as AWS's are. */
export function namedError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** Whether `await` would wait for a value. Throws where its `then` does when it is read. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  // Primitives first, for which `Object` would make something. Not by `Reflect.get`, which takes several times as long.
  return (
    value !== undefined &&
    (typeof value === 'object' || typeof value === 'function') &&
    typeof Object(value).then === 'function'
  );
}

/** Keeps a promise that is of no use from ending the process when it is rejected. */
export function ignoreRejection(promise: PromiseLike<unknown>): void {
  // In a step of its own, since a foreign `then` may throw.
  Promise.resolve()
    .then(() => promise)
    .catch(() => undefined);
}

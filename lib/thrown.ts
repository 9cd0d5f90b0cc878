import { found } from './errors.js';

/** Longer messages and stacks are cut: a log has limits, and an error may quote a whole document. */
const MAX_TEXT = 20_000;
/** Causes of causes, and errors of an `AggregateError`, that are looked into. */
const MAX_DEPTH = 8;
const MAX_ERRORS = 8;

/** How Node.js asks an object for the text that `console` prints. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** The parts of an error that a log may hold. Properties of its own, which can hold an item, are not among them. */
interface ErrorParts {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/** The message of what was thrown, which may be anything. Never throws. */
export function messageOf(thrown: unknown): string {
  if (!isErrorLike(thrown)) return found(thrown);
  const message = read(thrown, 'message');
  return (typeof message === 'string' ? message.slice(0, MAX_TEXT) : found(message)) || nameOf(thrown);
}

/**
 * Copies what was thrown for a log: of an error its name, message, stack and causes, of anything else what `found` says
 * of it. Loggers differ in how they print errors, so the copy is an Error that also knows itself as JSON and as text.
 * Never throws.
 */
export function loggable(thrown: unknown): unknown {
  return copy(thrown, []);
}

function copy(thrown: unknown, outer: readonly unknown[]): unknown {
  if (typeof thrown === 'string') return thrown.slice(0, MAX_TEXT);
  if (!isErrorLike(thrown)) return found(thrown);
  const path = [...outer, thrown];
  const inner = (value: unknown) => (path.includes(value) || path.length > MAX_DEPTH ? '…' : copy(value, path));
  const message = messageOf(thrown);
  const name = nameOf(thrown);
  const cause = read(thrown, 'cause');
  const errors = listOf(read(thrown, 'errors'));
  return errorOf({
    name,
    message,
    stack: stackOf(thrown, `${name}: ${message}`),
    ...(cause !== undefined && { cause: inner(cause) }),
    ...(errors.length > 0 && { errors: errors.map(inner) }),
  });
}

function listOf(errors: unknown): readonly unknown[] {
  try {
    return Array.isArray(errors) ? Array.from(errors.slice(0, MAX_ERRORS)) : [];
  } catch {
    return [];
  }
}

/** An Error with these parts, enumerable: a logger that copies what it is given, to redact it, keeps nothing else. */
function errorOf(parts: ErrorParts): Error {
  const error = new Error(parts.message);
  for (const [key, value] of Object.entries(parts)) Object.defineProperty(error, key, { value, enumerable: true });
  for (const [key, value] of [
    ['toJSON', () => parts],
    [INSPECT, () => textOf(parts)],
  ] as const)
    Object.defineProperty(error, key, { value });
  return error;
}

function textOf({ stack, cause, errors = [] }: ErrorParts): string {
  const inner = (label: string) => (each: unknown) => {
    const text: unknown = isErrorLike(each) ? Reflect.get(each, INSPECT)() : each;
    return `\n  [${label}]: ${String(text).replaceAll('\n', '\n  ')}`;
  };
  const causes = cause === undefined ? [] : [cause];
  return [stack, ...causes.map(inner('cause')), ...errors.map(inner('error'))].join('');
}

function isErrorLike(value: unknown): value is object {
  // What another realm made is no instance, and what was written by hand may look like one.
  try {
    return value instanceof Error || typeof Object(value).message === 'string';
  } catch {
    return false;
  }
}

function nameOf(error: object): string {
  const name = read(error, 'name');
  return typeof name === 'string' && name ? name.slice(0, 200) : 'Error';
}

/** The stack, with the name and the message that the error has now: V8 writes those that it had when it was made. */
function stackOf(error: object, head: string): string {
  const stack = read(error, 'stack');
  if (typeof stack !== 'string') return head;
  if (stack.startsWith(head)) return stack.slice(0, MAX_TEXT);
  const frames = stack.indexOf('\n    at ');
  return (frames < 0 ? `${head}\n${stack}` : head + stack.slice(frames)).slice(0, MAX_TEXT);
}

function read(object: object, name: string): unknown {
  try {
    return Reflect.get(object, name);
  } catch {
    return undefined;
  }
}

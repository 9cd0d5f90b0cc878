import { loggable } from '../thrown.js';

/** Writes the framework's own messages. Never throws, and leaves no promise behind that could be rejected unhandled. */
export interface Log {
  warn(message: string, details?: object): void;
  error(message: string, details?: object): void;
}

/**
 * Writes to the logger of `bootstrap`. A logger that lacks the method gets the message by another; one that has none,
 * throws, or returns a promise that is rejected, has it printed by `console.error` instead.
 *
 * @example
 * ```ts
 * logTo(pino()).error('onstream: handler failed', { eventID, error: loggable(cause) });
 * ```
 */
export function logTo(logger: object): Log {
  const method =
    (level: keyof Log): Log[keyof Log] =>
    (message, details) => {
      // The first argument of most loggers is a format: `%d` in it would take the details for a number.
      const text = message.replace(/%(?=[a-z%])/gi, '% ');
      const args = details === undefined ? [text] : [text, details];
      try {
        const name = [level, 'warn', 'info', 'log', 'error'].find((each) => isMethod(logger, each));
        if (name === undefined) throw new Error('The logger has no method for it');
        const result: unknown = Reflect.get(logger, name).apply(
          logger,
          takesObjectFirst(logger) ? args.reverse() : args,
        );
        // Later, where nothing that it does can throw into the caller.
        if (result !== undefined)
          Promise.resolve()
            .then(() => result)
            .catch((error: unknown) => print(text, details, error));
      } catch (error) {
        print(text, details, error);
      }
    };
  return { warn: method('warn'), error: method('error') };
}

/** Of pino and bunyan, their children and what proxies them: after a text they drop an object, or put it into the text. */
function takesObjectFirst(logger: object): boolean {
  return isMethod(logger, 'bindings') || isMethod(logger, 'addSerializers');
}

function isMethod(logger: object, name: string): boolean {
  return typeof Reflect.get(logger, name) === 'function';
}

function print(text: string, details: object | undefined, error: unknown): void {
  try {
    // biome-ignore lint/suspicious/noConsole: the last place left
    console.error(text, details ?? '', 'onstream: printed here, since the logger failed:', loggable(error));
  } catch {
    // Neither the logger nor the console takes it: there is nowhere left to say it.
  }
}

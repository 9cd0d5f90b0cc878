import { checkSourceFile } from '../loading/source-file.js';
import { localTarget } from '../replay/target/local-target.js';
import { selectTarget } from '../replay/target/select-handlers.js';
import type { SelectedTarget } from '../replay/target/target.js';
import { setHandlersConsole } from './handlers-console.js';
import { UsageError } from './usage-error.js';

/** The option that selects handlers. */
export const HANDLER_OPTION = { handler: { type: 'string', multiple: true } } as const;

export const HANDLER_HELP = `  --handler <id>       run this handler alone, such as OrderTotals.add, or all methods of OrderTotals; may be given several
                       times (default: all handlers in <file>)
`;

/**
 * The handlers of a file that `--handler` selects; `undefined` without the option.
 *
 * @throws UsageError for a deployed function, which runs all its handlers
 * @throws ConfigurationError where the file cannot be loaded, or has no such handler
 */
export async function selectedTarget(
  names: readonly string[] | undefined,
  file: string | undefined,
  isJson: boolean,
): Promise<SelectedTarget | undefined> {
  if (names === undefined) return undefined;
  if (file === undefined)
    throw new UsageError(
      '--handler: found it with --function, expected it with <file>: a deployed function runs all its handlers. Run those ' +
        'in its source file instead, on this machine.',
    );
  await checkSourceFile(file);
  // What handlers write to the console is not what was asked for.
  setHandlersConsole(isJson);
  return selectTarget(await localTarget(file), names);
}

/** Such as `orders.ts, only OrderTotals.add`. */
export function withHandlers(target: string, handlers: readonly string[] | undefined): string {
  return handlers === undefined ? target : `${target}, only ${handlers.join(', ')}`;
}

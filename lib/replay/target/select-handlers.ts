import { ConfigurationError } from '../../errors.js';
import { nearest } from '../../nearest.js';
import type { ReplayTarget, SelectedTarget } from './target.js';

/**
 * The target with some of its handlers alone.
 *
 * @throws ConfigurationError where a name is no handler's, or the target runs all its handlers, as a deployed function does
 */
export function selectTarget<T extends Pick<ReplayTarget, 'select'>>(
  target: T,
  names: readonly string[],
): SelectedTarget {
  if (target.select) return target.select(names);
  throw new ConfigurationError(
    `handlers: found ${names.join(', ')} for a deployed function, which runs all its handlers. Run the handlers of its ` +
      'source file on this machine to select some of them.',
  );
}

/**
 * Finds handlers by their ids, such as `OrderTotals.add`, or by their class alone, which stands for all of its methods.
 * Gives the ids in declaration order, each once.
 *
 * @throws ConfigurationError for a name that is no handler's, which names the nearest one, and all there are
 */
export function resolveHandlers(names: readonly string[], ids: readonly string[]): string[] {
  const selected = new Set(names.flatMap((name) => named(name, ids)));
  if (selected.size === 0) throw new ConfigurationError(`handlers: found none, expected some of ${ids.join(', ')}`);
  return ids.filter((id) => selected.has(id));
}

function named(name: string, ids: readonly string[]): readonly string[] {
  if (ids.includes(name)) return [name];
  const ofClass = ids.filter((id) => id.startsWith(`${name}.`));
  if (name !== '' && ofClass.length > 0) return ofClass;
  const near = nearest(name, ids);
  throw new ConfigurationError(
    `There is no handler ${JSON.stringify(name)}${near === undefined ? '.' : `; did you mean ${near}?`} ` +
      `The handlers are ${ids.join(', ')}.`,
  );
}

import type { DefinedTable, Variable } from './deployment.js';
import { NOTES } from './notes.js';
import type { SynthOptions } from './options.js';
import type { MappedTable } from './table-options.js';

/** The environment variables of the function, with the tables that they name. */
export function variablesOf(
  { environment = {} }: SynthOptions,
  mapped: readonly MappedTable[],
  defined: readonly DefinedTable[],
): Variable[] {
  return Object.entries(environment).map(([name, value]) => {
    const table = defined.find((one) => one.name === value);
    const isHeard = mapped.some((one) => one.name === value);
    return {
      name,
      value,
      notes: isHeard ? NOTES.tableVariable(name) : [],
      ...(table === undefined ? {} : { tableId: table.id }),
    };
  });
}

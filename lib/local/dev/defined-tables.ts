import { ConfigurationError } from '../../errors.js';
import { readOption } from '../../loading/source-file.js';
import type { Manifest } from '../../manifest.js';
import { type TableDefinition, tablesFromJson, tablesFromManifest } from './tables.js';
import { tablesFromTemplate } from './tables-from-template.js';

/** The tables to create and to follow; `note` says what was made up about them. */
export interface DefinedTables {
  readonly tables: readonly TableDefinition[];
  readonly note: string;
}

/** The tables that the options define; `undefined` where they leave it to the decorators. @throws ConfigurationError */
export async function tablesFromOptions(options: {
  readonly tables?: string | undefined;
  readonly template?: string | undefined;
}): Promise<DefinedTables | undefined> {
  const { tables, template } = options;
  if (tables !== undefined) return { tables: tablesFromJson(await readOption(tables, '--tables'), tables), note: '' };
  if (template === undefined) return undefined;
  return { tables: await tablesFromTemplate(await readOption(template, '--template'), template), note: '' };
}

/** The tables that the handlers name. @throws ConfigurationError where they name none */
export function tablesFromHandlers(manifest: Manifest | undefined, file: string): DefinedTables {
  const tables = tablesFromManifest(manifest);
  if (tables.length > 0) return { tables, note: ', with the keys pk and sk; --tables or --template make others' };
  throw new ConfigurationError(
    `${file}: found no table to follow, expected @Table('…') on the handlers, --tables or --template`,
  );
}

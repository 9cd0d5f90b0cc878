import { ConfigurationError } from '../../errors.js';
import { hears } from '../../event-source/heard-table.js';
import { readOption } from '../../loading/source-file.js';
import type { Manifest } from '../../manifest.js';
import { type TableDefinition, tablesFromJson, tablesFromManifest } from './tables.js';
import { functionEnvironment } from './template/function-environment.js';
import { parseTemplate } from './template/parsed-template.js';
import { tablesOfTemplate } from './template/tables-of-template.js';
import { TemplateValues } from './template/template-values.js';

/** The tables to create and to follow; `note` says what was made up about them. */
export interface DefinedTables {
  readonly tables: readonly TableDefinition[];
  readonly note: string;
  /** Whether tables that no handler subscribes to are followed. A template has those of other functions, too. */
  readonly followsAll: boolean;
}

/** What the options say of the tables, and of the environment of the handlers. */
export interface Defined {
  /** `undefined` where the decorators say it. */
  readonly tables: DefinedTables | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

interface Options {
  readonly file: string;
  readonly tables?: string | undefined;
  readonly template?: string | undefined;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly functionId?: string | undefined;
}

/** Reads the files that the options name. @throws ConfigurationError */
export async function definedByOptions(options: Options): Promise<Defined> {
  const { tables: file, template } = options;
  if (template !== undefined) return definedByTemplate(template, options);
  if (file === undefined) return { tables: undefined, variables: {}, notes: [] };
  const tables = tablesFromJson(await readOption(file, '--tables'), file);
  return { tables: { tables, note: '', followsAll: true }, variables: {}, notes: [] };
}

async function definedByTemplate(path: string, { file, parameters, functionId }: Options): Promise<Defined> {
  const template = await parseTemplate(await readOption(path, '--template'), path);
  const values = new TemplateValues(template, parameters);
  const tables = tablesOfTemplate(template, values);
  const environment = functionEnvironment(template, values, { entry: file, chosen: functionId });
  return { tables: { tables, note: '', followsAll: false }, ...environment };
}

/** The tables that the handlers name. @throws ConfigurationError where they name none */
export function tablesFromHandlers(manifest: Manifest | undefined, file: string): DefinedTables {
  const tables = tablesFromManifest(manifest);
  if (tables.length > 0)
    return { tables, note: ', with the keys pk and sk; --tables or --template make others', followsAll: true };
  throw new ConfigurationError(
    `${file}: found no table to follow, expected @Table('…') on the handlers, --tables or --template`,
  );
}

/**
 * The tables whose streams are followed: those that a handler subscribes to, where it is known. All of them where that
 * would be none, so that each record shows why nothing is handled.
 */
export function followedTables(
  { tables, followsAll }: DefinedTables,
  manifest: Manifest | undefined,
): TableDefinition[] {
  const isSubscribed = ({ TableName }: TableDefinition) =>
    manifest === undefined || manifest.routes.some(({ table }) => hears(table, TableName));
  const subscribed = tables.filter(isSubscribed);
  return followsAll || subscribed.length === 0 ? [...tables] : subscribed;
}

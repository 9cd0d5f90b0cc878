import { dirname, extname, resolve } from 'node:path';
import { ConfigurationError } from '../../../errors.js';
import { type Fields, fieldsOf, type ParsedTemplate, type Resource } from './parsed-template.js';
import { type TemplateValues, UnknownValueError } from './template-values.js';

const FUNCTIONS: ReadonlySet<string> = new Set(['AWS::Serverless::Function', 'AWS::Lambda::Function']);

/** The environment that a template gives the function of the handlers. */
export interface FunctionEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** What of it is not known here, in sentences. */
  readonly notes: readonly string[];
}

/**
 * The environment of the function whose code is `entry`, of the only function, or of the one with the logical id
 * `chosen`. A variable whose value only a deployment knows is left out, and told.
 *
 * @throws ConfigurationError where there is no function `chosen`
 */
export function functionEnvironment(
  template: ParsedTemplate,
  values: TemplateValues,
  { entry, chosen }: { readonly entry: string; readonly chosen?: string | undefined },
): FunctionEnvironment {
  const functions = template.resources.filter(({ type }) => FUNCTIONS.has(type)).filter(mayBeThere(values));
  const found =
    chosen === undefined ? functionsOf(functions, template, entry) : [named(functions, template.file, chosen)];
  const [function_] = found;
  if (function_ === undefined) return { variables: {}, notes: [] };
  if (found.length > 1) {
    const names = found.map(({ logicalId }) => logicalId).join(', ');
    const note = `Without the environment of a function: ${template.file} has ${names}. To choose one: --function ${function_.logicalId}`;
    return { variables: {}, notes: [note] };
  }
  return environmentOf(function_, template, values);
}

function environmentOf(
  { logicalId, type, properties }: Resource,
  template: ParsedTemplate,
  values: TemplateValues,
): FunctionEnvironment {
  const variables: Record<string, string> = {};
  const notes: string[] = [];
  const isServerless = type === 'AWS::Serverless::Function';
  let told: Fields = {};
  try {
    told = { ...(isServerless && variablesOf(template.functionGlobals, values)), ...variablesOf(properties, values) };
  } catch (error) {
    if (!(error instanceof UnknownValueError)) throw error;
    notes.push(`The environment of ${logicalId} is not set: ${error.message}`);
  }
  for (const [name, value] of Object.entries(told)) {
    try {
      if (values.resolve(value) !== undefined) variables[name] = values.text(value);
    } catch (error) {
      if (!(error instanceof UnknownValueError)) throw error;
      notes.push(`The variable ${name} of ${logicalId} is not set: ${error.message}`);
    }
  }
  return { variables, notes };
}

/** The variables, each as it is written. @throws UnknownValueError where not even their names are known */
function variablesOf({ Environment }: Fields, values: TemplateValues): Fields {
  return fieldsOf(unfolded(fieldsOf(unfolded(Environment, values)).Variables, values));
}

/** A choice or a lookup in place of what is written out. */
function unfolded(value: unknown, values: TemplateValues): unknown {
  return Object.keys(fieldsOf(value)).some((name) => name.startsWith('Fn::')) ? values.resolve(value) : value;
}

function named(functions: readonly Resource[], file: string, chosen: string): Resource {
  const function_ = functions.find(({ logicalId }) => logicalId === chosen);
  if (function_) return function_;
  const names = functions.map(({ logicalId }) => logicalId).join(', ');
  throw new ConfigurationError(
    `${file}: found ${names ? `the functions ${names}` : 'no function'}, expected ${chosen}`,
  );
}

/** Those that have the entry for their code; where none says so, all of them. */
function functionsOf(functions: readonly Resource[], template: ParsedTemplate, entry: string): readonly Resource[] {
  const fitting = functions.filter((function_) =>
    sourcesOf(function_, template).includes(withoutExtension(resolve(entry))),
  );
  return fitting.length > 0 ? fitting : functions;
}

/** The modules that a function may run: the one that its handler names, and those that SAM bundles with esbuild. */
function sourcesOf({ type, properties, metadata }: Resource, { file, functionGlobals }: ParsedTemplate): string[] {
  const isServerless = type === 'AWS::Serverless::Function';
  const told: Fields = { ...(isServerless && functionGlobals), ...properties };
  const { Handler, CodeUri, Code } = told;
  const code = isServerless ? CodeUri : Code;
  const folder = resolve(dirname(file), typeof code === 'string' ? code : '.');
  const { EntryPoints } = fieldsOf(metadata.BuildProperties);
  const points = Array.isArray(EntryPoints) ? EntryPoints.map(String) : [];
  // The last part of a handler is the name of the export.
  const modules = typeof Handler === 'string' ? [Handler.replace(/\.[^./]*$/, '')] : [];
  return [
    ...modules.map((module) => resolve(folder, module)),
    ...points.map((point) => withoutExtension(resolve(folder, point))),
  ];
}

function withoutExtension(path: string): string {
  return path.slice(0, path.length - extname(path).length);
}

/** A function whose condition cannot be known may be the one that is meant. */
function mayBeThere(values: TemplateValues) {
  return (function_: Resource): boolean => {
    try {
      return values.isThere(function_);
    } catch (error) {
      if (error instanceof UnknownValueError) return true;
      throw error;
    }
  };
}

import { ConfigurationError, checkKeys, found, unexpected } from '../../errors.js';
import { FORMATS, type Format } from './format.js';
import { inAscii } from './names.js';

/** How a template is made of a manifest. */
export interface SynthOptions {
  readonly format: Format;
  /** What the template's resources are named after, such as `orders`. */
  readonly name: string;
  /** The function's name; by default the tool chooses one, or `name` where it wants to be told. */
  readonly functionName?: string;
  /** Where the tables are; one that is not here is defined in the template. */
  readonly tables?: readonly TableOption[];
  /** Names of tables that are heard through a Kinesis data stream, which the template defines. */
  readonly kinesis?: readonly string[];
  /**
   * The function's environment variables. Handlers that take the names of their tables from the environment need there
   * what they had when the manifest was made; a name of a table that the template defines becomes a reference to it.
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A table that handlers hear, and where it is. */
export interface TableOption {
  /** Its name, the regular expression that names it, or `*` for handlers that hear every table. */
  readonly table: string;
  /**
   * The ARN of its DynamoDB stream, or of the Kinesis data stream that gets its changes, or of a consumer of the latter
   * (enhanced fan-out): the table exists. Or the logical
   * id under which the template defines it; for Terraform also the address of a resource, such as
   * `aws_dynamodb_table.orders`. By default the id follows from the name.
   */
  readonly resource?: string;
}

/** @throws ConfigurationError */
export function checkSynthOptions(options: SynthOptions): void {
  checkKeys(options, ['format', 'name', 'functionName', 'tables', 'kinesis', 'environment'], 'synthesize');
  const { format, name, functionName, environment = {} } = options;
  if (!FORMATS.includes(format)) throw unexpectedFormat(format);
  if (!/[A-Za-z]/.test(inAscii(name)))
    throw new ConfigurationError(`synthesize.name: found ${found(name)}, expected a name with a letter in it`);
  if (functionName !== undefined && !/^[\w-]{1,64}$/.test(functionName))
    throw new ConfigurationError(
      `The function's name: found ${found(functionName)}, expected 1 to 64 letters, digits, - and _`,
    );
  for (const [variable, value] of Object.entries(environment)) {
    if (!isVariableName(variable))
      throw new ConfigurationError(
        `synthesize.environment: found ${found(variable)}, expected a name that begins with a letter and has letters, ` +
          'digits and _ alone, as Lambda asks for',
      );
    if (typeof value !== 'string') throw unexpected(`synthesize.environment.${variable}`, value, 'a text');
  }
}

/** Whether Lambda takes an environment variable of this name. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z]\w+$/.test(name);
}

export function unexpectedFormat(format: unknown): ConfigurationError {
  return new ConfigurationError(`The format: found ${found(format)}, expected ${FORMATS.join(', ')}`);
}

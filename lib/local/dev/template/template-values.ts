import { ConfigurationError, isObject } from '../../../errors.js';
import { nearest } from '../../../nearest.js';
import type { ParsedTemplate, Resource } from './parsed-template.js';
import { fieldsOf } from './parsed-template.js';

/** Why a value of a template is not known before it is deployed. */
export class UnknownValueError extends Error {
  override readonly name = 'UnknownValueError';
}

/** What stands in for a property that is left out. */
const NO_VALUE = Symbol('AWS::NoValue');

/** What the engine on this machine says of itself. */
const LOCAL: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['AWS::Region', 'us-east-1'],
  ['AWS::AccountId', '000000000000'],
  ['AWS::Partition', 'aws'],
  ['AWS::URLSuffix', 'amazonaws.com'],
  ['AWS::NoValue', NO_VALUE],
]);

const PSEUDO_PARAMETERS: readonly string[] = [
  'AWS::AccountId',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];

const TABLES: ReadonlySet<string> = new Set([
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Serverless::SimpleTable',
]);

export function isTable({ type }: Resource): boolean {
  return TABLES.has(type);
}

/**
 * Knows the values that a template tells: those written out, parameters by their defaults or as they are given,
 * mappings, conditions, and the names of tables. It never guesses what only a deployment knows.
 */
export class TemplateValues {
  readonly #template: ParsedTemplate;
  readonly #given: Readonly<Record<string, string>>;
  /** The tables and conditions that are being resolved, of which none may need itself. */
  readonly #open = new Set<string>();

  /**
   * `given` are values of parameters, and of pseudo parameters such as `AWS::StackName`, by name.
   *
   * @throws ConfigurationError for a parameter that the template does not have, or a value that it does not allow
   */
  constructor(template: ParsedTemplate, given: Readonly<Record<string, string>> = {}) {
    for (const [name, value] of Object.entries(given)) checkParameter(template, name, value);
    this.#template = template;
    this.#given = given;
  }

  /**
   * A value with everything in it resolved.
   *
   * @throws UnknownValueError, which says what is not known
   */
  resolve(value: unknown): unknown {
    const resolved = this.#resolve(value);
    return resolved === NO_VALUE ? undefined : resolved;
  }

  /** A value that has to be text; CloudFormation makes text of numbers and booleans. @throws UnknownValueError */
  text(value: unknown): string {
    const resolved = this.resolve(value);
    if (typeof resolved === 'string' || typeof resolved === 'number' || typeof resolved === 'boolean')
      return String(resolved);
    throw new UnknownValueError(`${JSON.stringify(value)} is no text`);
  }

  /** Whether a resource is there: without a condition, or where its condition holds. @throws UnknownValueError */
  isThere({ condition }: Resource): boolean {
    return condition === undefined || this.#condition(condition);
  }

  /** The name of a table: the one it is given, else its logical id, in place of one that a deployment makes. */
  tableName({ logicalId, properties: { TableName } }: Resource): string {
    return this.#once(logicalId, () => (this.resolve(TableName) === undefined ? logicalId : this.text(TableName)));
  }

  #resolve(value: unknown): unknown {
    if (typeof value === 'string') return checkText(value);
    if (Array.isArray(value)) return value.map((one) => this.#resolve(one)).filter((one) => one !== NO_VALUE);
    if (!isObject(value)) return value;
    const [[name = '', argument] = [], ...others] = Object.entries(value);
    if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return this.#call(name, argument);
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, inner]) => [key, this.#resolve(inner)] as const)
        .filter(([, inner]) => inner !== NO_VALUE),
    );
  }

  #call(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument));
      case 'Fn::Sub':
        return this.#sub(argument);
      case 'Fn::If': {
        const [condition, then, otherwise] = listOf(name, argument, 3);
        return this.#resolve(this.#condition(condition) ? then : otherwise);
      }
      case 'Fn::Join': {
        const [separator, values] = listOf(name, argument, 2);
        return this.#list(values).join(this.text(separator));
      }
      case 'Fn::Split': {
        const [separator, text] = listOf(name, argument, 2);
        return this.text(text).split(this.text(separator));
      }
      case 'Fn::Select': {
        const [index, values] = listOf(name, argument, 2);
        const list = this.#list(values);
        const selected = list[Number(this.text(index))];
        if (selected === undefined) throw new UnknownValueError(`Fn::Select finds nothing in ${list.length} values`);
        return selected;
      }
      case 'Fn::FindInMap':
        return this.#findInMap(argument);
      case 'Fn::Base64':
        return Buffer.from(this.text(argument)).toString('base64');
      default:
        throw new UnknownValueError(`${name} ${JSON.stringify(argument)} is known to a deployment alone`);
    }
  }

  #ref(name: string): unknown {
    if (Object.hasOwn(this.#given, name)) return this.#parameter(name, this.#given[name]);
    if (LOCAL.has(name)) return LOCAL.get(name);
    if (Object.hasOwn(this.#template.parameters, name)) return this.#defaultOf(name);
    const resource = this.#template.resources.find(({ logicalId }) => logicalId === name);
    if (resource && isTable(resource)) return this.tableName(resource);
    if (name.startsWith('AWS::'))
      throw new UnknownValueError(`${name} is known to a deployment alone: give it with --parameter ${name}=…`);
    throw new UnknownValueError(resource ? `${name} is known to a deployment alone` : `there is no ${name}`);
  }

  #defaultOf(name: string): unknown {
    const { Default, Type } = fieldsOf(this.#template.parameters[name]);
    const advice = `give it with --parameter ${name}=…`;
    if (Default === undefined) throw new UnknownValueError(`the parameter ${name} has no Default: ${advice}`);
    // Its default is where the value is.
    if (String(Type).startsWith('AWS::SSM::'))
      throw new UnknownValueError(`the parameter ${name} is read from SSM by a deployment: ${advice}`);
    return this.#parameter(name, Default);
  }

  #parameter(name: string, value: unknown): unknown {
    const text = checkText(String(value));
    return isList(this.#template, name) ? partsOf(text) : text;
  }

  #sub(argument: unknown): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument];
    const own = fieldsOf(variables);
    return checkText(String(text)).replace(/\$\{(!?)([^}]*)\}/g, (_, isLiteral: string, inner: string) => {
      const name = inner.trim();
      if (isLiteral !== '') return `\${${inner}}`;
      if (Object.hasOwn(own, name)) return this.text(own[name]);
      // A dot is as in Fn::GetAtt.
      return name.includes('.') ? this.text({ 'Fn::GetAtt': name }) : this.text({ Ref: name });
    });
  }

  #findInMap(argument: unknown): unknown {
    const [map, first, second, options] = Array.isArray(argument) ? argument : [];
    const [name, topKey, secondKey] = [map, first, second].map((key) => this.text(key));
    const values = fieldsOf(fieldsOf(this.#template.mappings[name ?? ''])[topKey ?? '']);
    if (Object.hasOwn(values, secondKey ?? '')) return this.#resolve(values[secondKey ?? '']);
    const { DefaultValue } = fieldsOf(options);
    if (DefaultValue !== undefined) return this.#resolve(DefaultValue);
    throw new UnknownValueError(`Mappings have no ${name}.${topKey}.${secondKey}`);
  }

  #list(values: unknown): string[] {
    const list = this.resolve(values);
    if (Array.isArray(list)) return list.map((one) => this.text(one));
    throw new UnknownValueError(`${JSON.stringify(values)} is no list`);
  }

  /** The name of a condition, or one as it is written. */
  #condition(condition: unknown): boolean {
    if (typeof condition === 'string') {
      const { conditions } = this.#template;
      if (!Object.hasOwn(conditions, condition)) throw new UnknownValueError(`there is no condition ${condition}`);
      return this.#once(`condition ${condition}`, () => this.#condition(conditions[condition]));
    }
    const [[name, argument] = []] = Object.entries(fieldsOf(condition));
    switch (name) {
      case 'Condition':
        return this.#condition(String(argument));
      case 'Fn::Equals': {
        const [one, other] = listOf(name, argument, 2).map((value) => this.text(value));
        return one === other;
      }
      case 'Fn::Not':
        return !listOf(name, argument, 1).every((inner) => this.#condition(inner));
      case 'Fn::And':
        return Array.isArray(argument) && argument.every((inner) => this.#condition(inner));
      case 'Fn::Or':
        return Array.isArray(argument) && argument.some((inner) => this.#condition(inner));
      default:
        throw new UnknownValueError(`the condition ${JSON.stringify(condition)} is not known`);
    }
  }

  #once<T>(what: string, resolve: () => T): T {
    if (this.#open.has(what)) throw new UnknownValueError(`${what} needs itself`);
    this.#open.add(what);
    try {
      return resolve();
    } finally {
      this.#open.delete(what);
    }
  }
}

/** A misspelled name would leave the default in place, and a value that is not allowed ends a deployment. */
function checkParameter(template: ParsedTemplate, name: string, value: string): void {
  const { parameters, file } = template;
  const names = [...Object.keys(parameters), ...PSEUDO_PARAMETERS];
  if (!names.includes(name)) {
    const meant = nearest(name, names);
    const expected = meant === undefined ? `, expected one of ${names.join(', ')}` : `; did you mean ${meant}?`;
    throw new ConfigurationError(`--parameter ${name}: found no such parameter in ${file}${expected}`);
  }
  const { AllowedValues } = fieldsOf(parameters[name]);
  if (!Array.isArray(AllowedValues)) return;
  const allowed = AllowedValues.map(String);
  const found = (isList(template, name) ? partsOf(value) : [value]).find((part) => !allowed.includes(part));
  if (found === undefined) return;
  throw new ConfigurationError(
    `--parameter ${name}: found ${JSON.stringify(found)}, expected ${allowed.join(' or ')}, as its AllowedValues say`,
  );
}

/** Returns true for a parameter that is a list, written with commas; for a list of SSM's store as well. */
function isList({ parameters }: ParsedTemplate, name: string): boolean {
  return /(^|<)(CommaDelimitedList|List<)/.test(String(fieldsOf(parameters[name]).Type));
}

function partsOf(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

/** Secrets and parameters of AWS's stores are put in by a deployment. */
function checkText(text: string): string {
  const [reference] = /\{\{resolve:[^}]*\}\}/.exec(text) ?? [];
  if (reference !== undefined) throw new UnknownValueError(`${reference} is known to a deployment alone`);
  return text;
}

function listOf(name: string, argument: unknown, length: number): unknown[] {
  if (Array.isArray(argument) && argument.length === length) return argument;
  throw new UnknownValueError(`${name} has ${JSON.stringify(argument)}, and not ${length} values`);
}

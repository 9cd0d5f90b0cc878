import { escapeUnprintable } from '../unprintable.js';
import { wrap } from '../wrap.js';

/** A value in HCL, Terraform's language: what JSON holds, or an expression. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Expression
  | readonly Value[]
  | { readonly [key: string]: Value };

const EXPRESSION = Symbol('expression');

interface Expression {
  readonly [EXPRESSION]: string;
}

/** A line of a block: its attribute, a block in it, or a comment. */
export type Line =
  | { readonly name: string; readonly value: Value }
  | { readonly block: string; readonly lines: readonly Line[] }
  | { readonly comment: string };

/** Something that Terraform is to work out, such as `aws_sqs_queue.failures.arn`. */
export function expression(text: string): Expression {
  return { [EXPRESSION]: text };
}

export function call(name: string, argument: Value): Expression {
  return expression(`${name}(${hcl(argument)})`);
}

/** A block as `terraform fmt` writes it, with a comment before it. */
export function block(header: string, lines: readonly Line[], notes: readonly string[] = []): string {
  const texts = lines.map((line) =>
    'comment' in line
      ? `# ${line.comment}`
      : 'block' in line
        ? block(line.block, line.lines)
        : { name: line.name, value: hcl(line.value) },
  );
  return [
    ...comments(notes).map((line) => `# ${line.comment}`),
    `${header} {`,
    ...aligned(texts).map(indent),
    '}',
  ].join('\n');
}

export function comments(texts: readonly string[]): { readonly comment: string }[] {
  return texts.flatMap(wrap).map((comment) => ({ comment }));
}

/** The attributes that have a value. */
export function attributes(values: Readonly<Record<string, Value | undefined>>): Line[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** Neighbouring assignments of one line each have their equals signs below each other. */
function aligned(lines: readonly (string | Assignment)[]): string[] {
  const isShort = (line: string | Assignment | undefined) => typeof line === 'object' && !line.value.includes('\n');
  return lines.map((line, index) => {
    if (typeof line === 'string') return line;
    let [from, to] = [index, index];
    while (isShort(line) && isShort(lines[from - 1])) from--;
    while (isShort(line) && isShort(lines[to + 1])) to++;
    const widths = lines.slice(from, to + 1).map((one) => (typeof one === 'object' ? one.name.length : 0));
    return `${line.name.padEnd(Math.max(...widths))} = ${line.value}`;
  });
}

function hcl(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (EXPRESSION in value) return String(value[EXPRESSION]);
  if (isList(value)) return list(value);
  const entries = aligned(Object.entries(value).map(([key, item]) => ({ name: keyText(key), value: hcl(item) })));
  return entries.length === 0 ? '{}' : ['{', ...entries.map(indent), '}'].join('\n');
}

function list(items: readonly Value[]): string {
  const texts = items.map(hcl);
  const line = `[${texts.join(', ')}]`;
  if (!line.includes('\n') && line.length <= 80) return line;
  return ['[', ...texts.map((text) => indent(`${text},`)), ']'].join('\n');
}

function isList(value: readonly Value[] | { readonly [key: string]: Value }): value is readonly Value[] {
  return Array.isArray(value);
}

/** HCL has JSON's escapes but for two, and `${` and `%{` begin expressions. */
function quoted(text: string): string {
  const escaped = escapeUnprintable(JSON.stringify(text)).replace(/\\./g, (pair) =>
    pair === '\\b' ? '\\u0008' : pair === '\\f' ? '\\u000c' : pair,
  );
  return escaped.replace(/([$%]*)([$%])\{/g, (_, before: string, sign: string) => {
    // A sign of its own before a doubled one could be read as part of it.
    const apart = Array.from(before, (one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('');
    return `${apart}${sign}${sign}{`;
  });
}

function keyText(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : quoted(key);
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { namesTable, type TableName } from '../routing/table.js';

/** The table's name, or the expression that a manifest has between slashes: no table has a slash in its name. */
export function tableOf(text: string | undefined): TableName {
  const [, expression, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text ?? '') ?? [];
  return expression === undefined ? text : new RegExp(expression, flags);
}

/** Whether the handlers name this very table, be it by an expression; they do where they hear every one. */
export function hears(table: string | undefined, name: string): boolean {
  return table === name || namesTable(tableOf(table), name);
}

/** Whether two names are the same, be they references to what is yet to be deployed. */
export function isSameName(one: string, other: string, scope: IConstruct): boolean {
  if (!Token.isUnresolved(one) || !Token.isUnresolved(other)) return one === other;
  const stack = Stack.of(scope);
  return JSON.stringify(stack.resolve(one)) === JSON.stringify(stack.resolve(other));
}

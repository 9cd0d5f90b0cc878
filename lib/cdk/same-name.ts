import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** Whether two names are the same, be they references to what is yet to be deployed. */
export function isSameName(one: string, other: string, scope: IConstruct): boolean {
  if (!Token.isUnresolved(one) || !Token.isUnresolved(other)) return one === other;
  const stack = Stack.of(scope);
  return JSON.stringify(stack.resolve(one)) === JSON.stringify(stack.resolve(other));
}

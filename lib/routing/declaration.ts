/** The decorators that make a method a handler, and the methods of `stream()` of the same names. */
export type DecoratorName = 'OnInsert' | 'OnModify' | 'OnRemove' | 'OnAny' | 'OnChange';

/** What a decorator was told, unchecked: nothing is decided before `bootstrap` knows whose method it is. */
export interface Declaration {
  readonly decorator: DecoratorName;
  /** `OnChange` only. */
  readonly paths?: unknown;
  readonly filter?: unknown;
}

/** What `@Table` was told, unchecked. */
export interface TableDeclaration {
  /** Absent for every table: `stream()` without a table. */
  readonly name?: unknown;
  /** Names the class, and no other, in handler ids. */
  readonly id?: unknown;
  readonly filter?: unknown;
  /** Whose filter it is, for messages. @default '@Table' */
  readonly filterOf?: string;
}

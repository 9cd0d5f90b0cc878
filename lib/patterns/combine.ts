import { unexpected } from '../errors.js';
import { checkValue } from '../records/check-value.js';
import { elementsOf } from '../records/elements.js';
import type { AttributeValue } from '../records/wire.js';

/** A test of the value that an attribute has, `undefined` where the item lacks it. */
export type ValueTest = (value: AttributeValue | undefined) => boolean;

/** Makes a test of what is written at `where` in a filter. @throws ConfigurationError beginning with `where` */
export type Compile<Test = ValueTest> = (written: unknown, where: string) => Test;

/** One, or an array of which one must pass. */
export function compileOneOrSome<T>(
  written: unknown,
  where: string,
  compile: Compile<(tested: T) => boolean>,
): (tested: T) => boolean {
  return Array.isArray(written) ? compileSome(written, where, compile) : compile(written, where);
}

/** An array of which one must pass. */
export function compileSome<T>(
  written: unknown,
  where: string,
  compile: Compile<(tested: T) => boolean>,
): (tested: T) => boolean {
  if (!Array.isArray(written) || written.length === 0) throw unexpected(where, written, 'a non-empty array');
  const tests = Array.from(written, (one, index) => compile(one, `${where}[${index}]`));
  return (tested) => {
    for (const test of tests) if (test(tested)) return true;
    return false;
  };
}

/** One of a few values, which the test then asks for. */
export function oneOf<T>(...values: T[]): Compile<(tested: T | undefined) => boolean> {
  return (written, where) => {
    if (!values.some((value) => value === written)) throw unexpected(where, written, `one of ${values.join(', ')}`);
    return (tested) => tested === written;
  };
}

/**
 * Lists and sets pass if one element does; without elements they are tested whole. A list within a list is no further
 * looked into: Lambda's filters name each level, so none could let through whatever lies deeper.
 */
export function ofElements(test: ValueTest, where: string): ValueTest {
  return (value) => {
    // Nearly all values are text or numbers, and well-formed.
    if (value === undefined || typeof value?.S === 'string' || typeof value?.N === 'string') return test(value);
    const elements = elementsOf(checkValue(value, where));
    return elements?.length ? elements.some((element) => test(checkValue(element, where))) : test(value);
  };
}

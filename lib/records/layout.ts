/**
 * Items of a table look alike: the same attributes, of the same types, in the same order. A `Layouts` remembers what
 * it saw in one place (the image, or one map inside it), and for a layout that keeps coming back it compiles a reader:
 * one object literal whose every load the engine can predict. Building the same object attribute by attribute costs
 * three times as much, nearly all of it in the engine's look-ups.
 *
 * What is compiled holds names of attributes and types, as JSON string literals, and nothing else; a layout with the one
 * name that means something in a literal is never compiled; the number of compiled layouts is bounded; and where the
 * process forbids code from strings (`--disallow-code-generation-from-strings`) everything is read the plain way.
 */
import { READERS, type ReadNumber, readEach, readMap, readValue } from './deserialize.js';
import type { AttributeMap, AttributeValue } from './wire.js';

type Item = Record<string, unknown>;

/** Seen so often, a layout is worth the 50 µs that compiling takes. */
const WORTHWHILE = 12;
/** Per place: items of one table come in a few layouts, and maps used as dictionaries in ever new ones. */
const MAX_LAYOUTS = 8;
const MAX_COMPILED = 256;

let compiled = 0;

/** Reads a map whose attributes have these names in this order; gives `undefined` for any other. */
type ReadLayout = (map: AttributeMap) => Item | undefined;

/** Reads the images, or the maps, of one place. Holds attribute names, never values. */
export class Layouts {
  readonly #readNumber: ReadNumber;
  readonly #seen = new Map<string, number>();
  readonly #compiled: ReadLayout[] = [];

  constructor(readNumber: ReadNumber) {
    this.#readNumber = readNumber;
  }

  /** The same as `readMap`, sooner. */
  read(map: AttributeMap): Item {
    try {
      for (const read of this.#compiled) {
        const item = read(map);
        if (item !== undefined) return item;
      }
    } catch {
      // What a compiled reader cannot read, the plain way reads, or says what is wrong with it.
    }
    const item = readMap(map, this.#readNumber);
    this.#learn(map);
    return item;
  }

  #learn(map: AttributeMap): void {
    const names = Object.keys(map);
    const text = names.join();
    const seen = (this.#seen.get(text) ?? 0) + 1;
    if (seen > 1 || this.#seen.size < MAX_LAYOUTS) this.#seen.set(text, seen);
    if (seen !== WORTHWHILE || /^$|__proto__/.test(text) || compiled++ >= MAX_COMPILED) return;
    try {
      this.#compiled.push(compile(map, names, this.#readNumber));
    } catch {
      // Code from strings is forbidden here.
    }
  }
}

/** Each attribute is read as the type that it has now, and where it has another one the plain way. */
function compile(map: AttributeMap, names: readonly string[], readNumber: ReadNumber): ReadLayout {
  const types = names.map((name) => Object.keys(map[name] ?? {})[0] ?? '');
  const properties = names.map((name, index) => {
    const [key, type] = [name, types[index]].map((text) => JSON.stringify(text));
    return `${key}:(x=m[${key}])[${type}]!==undefined?r[${index}](x[${type}],n):v(x,n)`;
  });
  const code = `return m=>{let j=0,x;for(const k in m)if(k!==a[j++])return;if(j===a.length)return{${properties}}}`;
  const readers = types.map((type) => readerOf(type, readNumber));
  return new Function('a', 'r', 'v', 'n', code)(names, readers, readValue, readNumber);
}

/** Maps are likely to have a layout as well, alone or in a list. */
function readerOf(type: string, readNumber: ReadNumber) {
  const inside = new Layouts(readNumber);
  const readElement = (element: AttributeValue) =>
    element.M === undefined ? readValue(element, readNumber) : inside.read(element.M);
  if (type === 'M') return (map: AttributeMap) => inside.read(map);
  return type === 'L' ? (list: unknown) => readEach(list, readElement, readNumber) : READERS.get(type);
}

/**
 * Items of a table look alike: the same attributes, of the same types, in the same order. A `Layouts` remembers what
 * it saw in one place (the image, or one map inside it), and for a layout that keeps coming back it compiles a reader:
 * one object literal whose every load the engine can predict. Building the same object attribute by attribute costs
 * three times as much, nearly all of it in the engine's look-ups.
 *
 * What is compiled holds attribute names, as JSON string literals, and nothing else of an item; a layout with the one
 * name that means something in a literal is never compiled; the number of compiled layouts is bounded, and so is the
 * length of the names that are kept, since an item may consist of nothing else; and where the process forbids code from strings (`--disallow-code-generation-from-strings`) everything is read the plain way.
 */
import { type ReadNumber, readMap, readValue } from './deserialize.js';
import type { AttributeMap, AttributeValue } from './wire.js';

type Item = Record<string, unknown>;

/** Seen so often, a layout is worth the 50 µs that compiling takes. */
const WORTHWHILE = 12;
/** Per place: items of one table come in a few layouts, and maps used as dictionaries in ever new ones. */
const MAX_LAYOUTS = 8;
const MAX_COMPILED = 256;
/** The characters of the names of one layout. What has more is a dictionary, which hardly comes back. */
const MAX_NAMES_LENGTH = 4_000;
/** The characters that are kept for all the layouts of a table, those inside of others included. */
const MAX_KEPT_LENGTH = 200_000;
/** What keeping a name takes beside its characters, as characters. */
const NAME_OVERHEAD = 32;

let compiled = 0;

/** Reads a map whose attributes have these names in this order; gives `undefined` for any other. */
type ReadLayout = (map: AttributeMap) => Item | undefined;

/** How much is kept for the layouts of one table. */
export interface LayoutMemory {
  /** In characters of names. */
  kept: number;
}

interface Layout {
  readonly text: string;
  seen: number;
  read: ReadLayout | undefined;
}

/** Reads the images, or the maps, of one place. Holds attribute names, never values. */
export class Layouts {
  readonly #readNumber: ReadNumber;
  readonly #memory: LayoutMemory;
  readonly #known: Layout[] = [];

  constructor(readNumber: ReadNumber, memory: LayoutMemory = { kept: 0 }) {
    this.#readNumber = readNumber;
    this.#memory = memory;
  }

  /** The same as `readMap`, sooner. */
  read(map: AttributeMap): Item {
    try {
      for (const { read } of this.#known) {
        const item = read?.(map);
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
    if (names.length === 0 || names.length > MAX_NAMES_LENGTH / 2) return;
    const text = names.join();
    const layout = this.#known.find((known) => known.text === text);
    if (layout === undefined) {
      const length = text.length + NAME_OVERHEAD * names.length;
      const isKept = text.length <= MAX_NAMES_LENGTH && this.#memory.kept + length <= MAX_KEPT_LENGTH;
      if (!isKept || this.#known.length === MAX_LAYOUTS) return;
      this.#memory.kept += length;
      this.#known.push({ text, seen: 1, read: undefined });
    } else if (++layout.seen === WORTHWHILE) layout.read = compile(map, names, this.#readNumber, this.#memory);
  }
}

function compile(
  map: AttributeMap,
  names: readonly string[],
  readNumber: ReadNumber,
  memory: LayoutMemory,
): ReadLayout | undefined {
  if (compiled === MAX_COMPILED || names.includes('__proto__')) return undefined;
  const inside = names.map(() => new Layouts(readNumber, memory));
  const properties = names.map((name, index) => {
    const text = JSON.stringify(name);
    return `${text}:${expression(map[name] ?? {}, `(x=m[${text}])`, index)}`;
  });
  const check = `for(const k in m)if(k!==a[j++])return;if(j!==${names.length})return`;
  try {
    const make = new Function('a', 'v', 'n', 'l', 'i', `return m=>{let j=0,x;${check};return{${properties.join()}}}`);
    compiled++;
    return make(names, valueReader(readNumber), readNumber, listReader(readNumber), inside);
  } catch {
    return undefined;
  }
}

/** Reads one attribute by the type that it had when its layout was compiled, and any other type the plain way. */
function expression(sample: AttributeValue, value: string, index: number): string {
  const readers = {
    S: 'x.S',
    N: 'typeof x.N==="string"?n(x.N):v(x)',
    M: `i[${index}].read(x.M)`,
    L: `Array.isArray(x.L)?l(x.L,i[${index}]):v(x)`,
    BOOL: '!!x.BOOL',
    NULL: 'null',
    SS: 'Array.isArray(x.SS)?new Set(x.SS):v(x)',
  };
  for (const [type, reader] of Object.entries(readers))
    if (type in sample) return `${value}.${type}!==undefined?${reader}:v(x)`;
  return `v${value}`;
}

// These two are made outside of `compile`: a function that is made there keeps the item that was its sample.

function valueReader(readNumber: ReadNumber): (value: AttributeValue) => unknown {
  return (value) => readValue(value, readNumber);
}

function listReader(readNumber: ReadNumber): (list: AttributeValue[], layouts: Layouts) => unknown[] {
  return (list, layouts) => readList(list, layouts, readNumber);
}

function readList(list: AttributeValue[], layouts: Layouts, readNumber: ReadNumber): unknown[] {
  const elements = new Array<unknown>(list.length);
  for (let i = 0; i < elements.length; i++) {
    const element = list[i] as AttributeValue;
    elements[i] = element.M === undefined ? readValue(element, readNumber) : layouts.read(element.M);
  }
  return elements;
}

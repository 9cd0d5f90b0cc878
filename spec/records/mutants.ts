import { isDeepStrictEqual } from 'node:util';
import type { AttributeMap, AttributeValue } from '../../lib/index.js';
import { canonicalNumber, modelOf } from './model.js';

/** Every value that differs from this one in one place. */
export function mutants(original: AttributeValue): AttributeValue[] {
  const { S, N, B, BOOL, M, L, SS, NS, BS } = original;
  const others: AttributeValue[] = [
    { S: 'other' },
    { NULL: true },
    { M: { other: { S: '' } } },
    { L: [{ NULL: true }] },
  ];
  const retyped = others.filter((other) => Object.keys(other)[0] !== Object.keys(original)[0]);
  if (S !== undefined) return [...retyped, { S: `${S}x` }, { B: S }];
  if (N !== undefined)
    return [...retyped, { N: N.startsWith('-') ? N.slice(1) : `-${N}` }, { N: nextDigit(N) }, { S: N }];
  if (BOOL !== undefined) return [...retyped, { BOOL: !BOOL }];
  if (typeof B === 'string') return [...retyped, { B: `${B}AAAA` }, { S: B }];
  if (L) return [...retyped, ...listMutants(L).map((list) => ({ L: list }))];
  if (M) return [...retyped, ...mapMutants(M).map((map) => ({ M: map }))];
  if (SS)
    return [
      ...retyped,
      { SS: [...SS, 'another'] },
      { SS: [...SS.slice(1), 'another'] },
      { L: SS.map((each) => ({ S: each })) },
    ];
  if (NS) return [...retyped, { NS: [...NS, '0.5'] }, { NS: [...NS.slice(1), '0.5'] }, { SS: NS }];
  if (BS)
    return [...retyped, { BS: [...BS, 'AAAAAAAAAAAAAAAAAAAA'] }, { BS: [...BS.slice(1), 'AAAAAAAAAAAAAAAAAAAA'] }];
  return retyped;
}

function nextDigit(text: string): string {
  return text.replace(/[1-8]|9/, (digit) => String((Number(digit) % 9) + 1));
}

function listMutants(list: readonly AttributeValue[]): AttributeValue[][] {
  const inside = list.flatMap((element, index) => mutants(element).map((mutant) => list.with(index, mutant)));
  const swapped =
    list.length > 1 && !isDeepStrictEqual(list[0], list[1]) ? [[...list.slice(1), ...list.slice(0, 1)]] : [];
  const rotated = swapped.filter((each) => !isDeepStrictEqual(canonical({ L: each }), canonical({ L: [...list] })));
  return [[...list, { NULL: true }], ...list.map((_, index) => list.toSpliced(index, 1)), ...inside, ...rotated];
}

function mapMutants(map: AttributeMap): AttributeMap[] {
  const entries = Object.entries(map);
  const inside = entries.flatMap(([name, inner], index) => [
    ...mutants(inner).map((mutant) => entries.with(index, [name, mutant])),
    entries.with(index, [`${name} `, inner]).filter(([each], place) => place === index || each !== `${name} `),
    entries.toSpliced(index, 1),
  ]);
  return [[...entries, ['one more', { NULL: true }] as const], ...inside].map((each) => Object.fromEntries(each));
}

/** The same for two values exactly if they are deeply equal to a handler. */
export function canonical(wire: AttributeValue): unknown {
  return modelOf(wire, canonicalNumber);
}

/** The same value, with the keys of its maps and the elements of its sets the other way round, and numbers reworded. */
export function disguised(wire: AttributeValue): AttributeValue {
  if (wire.M)
    return {
      M: Object.fromEntries(
        Object.entries(wire.M)
          .reverse()
          .map(([name, inner]) => [name, disguised(inner)]),
      ),
    };
  if (wire.L) return { L: wire.L.map(disguised) };
  if (wire.SS) return { SS: [...wire.SS].reverse() };
  if (wire.NS) return { NS: [...wire.NS].reverse().map(reworded) };
  if (wire.BS) return { BS: [...wire.BS].reverse() };
  return wire.N === undefined ? wire : { N: reworded(wire.N) };
}

function reworded(text: string): string {
  const [digits = '', exponent = '0'] = canonicalNumber(text).split('e');
  return `${digits}0E${Number(exponent) - 1}`;
}

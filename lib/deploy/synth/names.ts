import { ConfigurationError } from '../../errors.js';
import type { Format } from './format.js';

/** What a resource is, for its id. */
export type Kind =
  | 'Function'
  | 'Role'
  | 'LogGroup'
  | 'Table'
  | 'KinesisStream'
  | 'Mapping'
  | 'FailureQueue'
  | 'FailureQueuePolicy';

/** CloudFormation takes ids of 255 characters; what follows a name, such as `FailureQueuePolicy2`, has room. */
const LONGEST_STEM = 220;

/** Gives out ids for resources: no two are the same. */
export interface Ids {
  /** An id made of a name, such as `OrdersTable`, or `orders` where the tool has a namespace for each kind. */
  made(name: string, kind: Kind): string;
  /** An id that somebody chose. @throws ConfigurationError where the tool does not take it, or it is taken. */
  chosen(id: string, kind: Kind): string;
}

export function idsFor(format: Format): Ids {
  const taken = new Set<string>();
  const isTerraform = format === 'terraform';
  const take = (id: string, kind: Kind) => {
    const key = isTerraform ? `${kind} ${id}` : id;
    const isFree = !taken.has(key);
    taken.add(key);
    return isFree;
  };
  return {
    made(name, kind) {
      const base = isTerraform
        ? snakeCase(name) || snakeCase(kind)
        : `${pascalCase(name).slice(0, LONGEST_STEM)}${kind}`;
      let id = base;
      for (let count = 2; !take(id, kind); count++) id = isTerraform ? `${base}_${count}` : `${base}${count}`;
      return id;
    },
    chosen(id, kind) {
      const valid = isTerraform ? /^[A-Za-z_][\w-]*$/ : /^[A-Za-z0-9]+$/;
      if (!valid.test(id))
        throw new ConfigurationError(
          `found ${JSON.stringify(id)}, expected ${
            isTerraform
              ? 'the name or address of a resource, such as aws_dynamodb_table.orders,'
              : 'a logical id of letters and digits'
          } or the ARN of a stream`,
        );
      if (!take(id, kind)) throw new ConfigurationError(`found ${id} a second time, expected an id of its own`);
      return id;
    },
  };
}

export function pascalCase(name: string): string {
  return words(name)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}

export function snakeCase(name: string): string {
  const snake = words(name)
    .map((word) => word.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase())
    .join('_');
  return /^\d/.test(snake) ? `_${snake}` : snake;
}

/** A name of 64 characters at most, as Lambda and IAM take it. */
export function functionNameOf(name: string): string {
  const parts = inAscii(name)
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+/, '');
  return parts.slice(0, 64).replace(/-+$/, '');
}

/** Letters without their accents: `ürders` is `urders`. What is no letter in ASCII then is left as it is. */
export function inAscii(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '');
}

function words(name: string): string[] {
  return inAscii(name)
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
}

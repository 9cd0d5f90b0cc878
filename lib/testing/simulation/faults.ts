import { checkKeys, unexpected } from '../../errors.js';

/** What can go wrong in a simulation; each with its probability from 0 to 1, at every occasion. @default 0 */
export interface Faults {
  /** The function throws before it has handled anything. */
  readonly throws?: number;
  /** The function handles everything, but its time is up before it answers. */
  readonly timesOut?: number;
  /** The function's process is killed when it has handled half of its batch. */
  readonly isKilled?: number;
  /** The function handles everything and answers what no mapping understands. */
  readonly returnsGarbage?: number;
  /** A shard splits in two; what is left of it is found in its children. */
  readonly shardSplits?: number;
  /** A shard iterator has expired when it is used. */
  readonly iteratorExpires?: number;
  /** A read is refused, since there were too many. */
  readonly pollIsThrottled?: number;
}

export type FaultName = keyof Faults;

const NAMES = [
  'throws',
  'timesOut',
  'isKilled',
  'returnsGarbage',
  'shardSplits',
  'iteratorExpires',
  'pollIsThrottled',
] satisfies FaultName[];

/** Whether a fault happens now. */
export type Strikes = (fault: FaultName) => boolean;

/** @throws ConfigurationError for an unknown fault, and for a probability that is none */
export function faultsFrom(faults: Faults, random: () => number): Strikes {
  checkKeys(faults, NAMES, 'simulate: faults');
  for (const [name, probability] of Object.entries(faults)) {
    if (!(probability >= 0 && probability <= 1))
      throw unexpected(`simulate: faults.${name}`, probability, 'a probability from 0 to 1');
  }
  return (fault) => {
    const probability = faults[fault] ?? 0;
    return probability > 0 && random() < probability;
  };
}

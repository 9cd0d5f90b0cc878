/** `loses data`: records that handlers want do not reach them, or vanish. `hint`: nothing is wrong, but worth knowing. */
export type Severity = 'loses data' | 'warning' | 'hint';

/** What was compared. */
export type Check =
  | 'mapping'
  | 'state'
  | 'filters'
  | 'response types'
  | 'failure destination'
  | 'retries'
  | 'configuration'
  | 'stream'
  | 'view type'
  | 'window'
  | 'environment'
  | 'function'
  /** Something could not be read, and so was not compared. */
  | 'access';

/** One difference between what is deployed and what the handlers need. */
export interface Finding {
  readonly severity: Severity;
  /** The table, or the Kinesis stream, that it is about; absent where it is about the function. */
  readonly table?: string;
  readonly check: Check;
  readonly deployed: string;
  /** What the code needs, to be read after those words. */
  readonly needed: string;
  /** What to do, in a sentence or two. */
  readonly advice: string;
}

/** A finding before it is known which table it is about. */
export type Difference = Omit<Finding, 'table'>;

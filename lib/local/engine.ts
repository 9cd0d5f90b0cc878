/** A stand-in for DynamoDB that runs on this machine. */
export type EngineName = 'dynoxide' | 'dynamodb-local';

/** How one engine is run; each engine has a file of its own that finds it and says so. */
export interface Engine {
  readonly name: EngineName;
  /** The executable: a path, or a name to look up on the PATH. */
  readonly command: string;
  /** What it takes to run it on a loopback port, in memory. */
  launch(port: number): Promise<Launch>;
  /** What to do about it, where its output when it died shows a known cause. */
  hint(output: string): string | undefined;
}

export interface Launch {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Runs once the engine answers, before anybody uses it. What it starts must end with the signal. */
  readonly whenUp?: (signal: AbortSignal) => Promise<void>;
}

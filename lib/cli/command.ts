/** One command of the program: its help, and what runs it and gives the exit code. */
export interface Command {
  readonly summary: string;
  readonly help: string;
  run(args: string[]): Promise<number>;
  /** The help of a subcommand that the arguments name. */
  helpOf?(args: readonly string[]): string | undefined;
}

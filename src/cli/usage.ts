/** The command line itself was wrong: goes to stderr, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly command: string | null;

  constructor(message: string, command: string | null = null) {
    super(message);
    this.command = command;
  }
}

// The one error that the command line shows as it is: a line for people, and an exit code for scripts.

export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

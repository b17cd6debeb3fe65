// The serial line of a unit, as the suite needs it: a line goes in, the answer comes back up to the prompt.

export interface ConsoleLine {
  readonly name: string;
  /** Sends bytes as they are. */
  send(bytes: Uint8Array): Promise<void>;
  /** Sends a line and waits for the next prompt. @returns what was printed in between. @throws Error where none comes in time */
  ask(line: string): Promise<string>;
  close(): Promise<void>;
}

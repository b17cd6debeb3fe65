// What the judge needs and this computer has not: reported as skipped and counted, never as passed.

/** One line: what is missing. */
export class CannotRun extends Error {}

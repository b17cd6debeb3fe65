// SMBALERT_MASK: which status bits do not alert. Kept for the alert line; PMBus Part II 1.3.1, section 15.38.
import { NOT_SUPPORTED, ROW_OF_CODE, ROWS } from './commands';
import { STATUS_REGISTER_COUNT } from './status-bits';

const NO_REGISTER = -1;

/** Index of the sticky register with this code, or -1. */
export function statusRegisterOf(code: number): number {
  const row = ROW_OF_CODE[code]!;
  if (row === NOT_SUPPORTED) return NO_REGISTER;
  const { origin } = ROWS[row]!;
  return origin.kind === 'status' ? origin.register : NO_REGISTER;
}

export class AlertMask {
  readonly #masks = new Uint8Array(STATUS_REGISTER_COUNT);

  /** @returns false for a code that is no sticky status register */
  set(statusCode: number, mask: number): boolean {
    const register = statusRegisterOf(statusCode);
    if (register === NO_REGISTER) return false;
    this.#masks[register] = mask;
    return true;
  }

  /** Undefined for a code that is no sticky status register. */
  get(statusCode: number): number | undefined {
    const register = statusRegisterOf(statusCode);
    return register === NO_REGISTER ? undefined : this.#masks[register];
  }
}

// Why a unit gave no answer, in the terms of its user.

export type UnitErrorKind =
  /** Nobody acknowledges the address. */
  | 'absent'
  /** The unit is there and refused the command. */
  | 'refused'
  /** The packet error code does not match. */
  | 'bad-pec'
  /** Time-out, lost arbitration, a message cut short. */
  | 'bus'
  /** The reply is no reply of this command. */
  | 'malformed';

export class UnitError extends Error {
  readonly kind: UnitErrorKind;

  constructor(kind: UnitErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

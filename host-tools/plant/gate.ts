// The gate between busbar and unit: opened by the latch; once closed it lets the output rise no faster than its slope, then
// conducts with a small resistance. No current flows back through it (TPS25947: true reverse current blocking).

export interface GateOptions {
  /** Slope of the soft start: dV/dt. */
  readonly voltsPerSecond: number;
  /** Fully on. */
  readonly ohms: number;
}

/** On resistance: TPS25947, SLVSFC9, 28.3 mOhm typical. The slope is a guess: 5 V in 10 ms. */
export const DEFAULT_GATE: GateOptions = { voltsPerSecond: 500, ohms: 28.3e-3 };

export class Gate {
  readonly options: GateOptions;
  isOn = false;
  #asked = false;
  #stuck: 'on' | 'off' | undefined;
  /** The soft start holds the output back. */
  isRamping = false;
  #fromNs = 0;
  #fromVolts = 0;

  constructor(options: GateOptions) {
    this.options = options;
  }

  /** What the latch asks for. */
  get isAsked(): boolean {
    return this.#asked;
  }

  /** @param outputVolts where the slope starts */
  turn(on: boolean, outputVolts: number, nowNs: number): void {
    this.#asked = on;
    this.#follow(outputVolts, nowNs);
  }

  /** A defect: it conducts whatever the latch says, or never does. */
  stick(stuck: 'on' | 'off' | undefined, outputVolts: number, nowNs: number): void {
    this.#stuck = stuck;
    this.#follow(outputVolts, nowNs);
  }

  /** Its input is back: without it the eFuse was locked out (TPS25947: undervoltage protection), and its soft start begins anew. */
  repower(outputVolts: number, nowNs: number): void {
    if (this.isOn && this.#stuck !== 'on') this.#ramp(outputVolts, nowNs);
  }

  #follow(outputVolts: number, nowNs: number): void {
    const on = this.#stuck === undefined ? this.#asked : this.#stuck === 'on';
    if (on === this.isOn) return;
    this.isOn = on;
    this.isRamping = false;
    if (on) this.#ramp(outputVolts, nowNs);
  }

  #ramp(outputVolts: number, nowNs: number): void {
    this.isRamping = true;
    this.#fromNs = nowNs;
    this.#fromVolts = outputVolts;
  }

  /** The slope has reached the input: the soft start is over. */
  isToEndRamp(inputVolts: number, nowNs: number): boolean {
    const reached = this.#fromVolts + (this.options.voltsPerSecond * (nowNs - this.#fromNs)) / 1e9;
    return this.isRamping && reached >= inputVolts;
  }
}

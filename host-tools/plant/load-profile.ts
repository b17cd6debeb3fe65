// What a unit draws over time. A draw is a current or, as a switching regulator draws it, a power; a profile is a list of
// draws by the time since the unit started. The Raspberry Pi's figures are those of its documentation.

/** Exactly one of the two. */
export type Draw = { readonly amps: number } | { readonly watts: number };

export interface LoadStep {
  /** Seconds after the unit started. The first step is at 0. */
  readonly at: number;
  readonly draw: Draw;
}

export interface LoadProfile {
  readonly name: string;
  readonly steps: readonly LoadStep[];
  /** Begins again after so many seconds; without it the last step stays. */
  readonly repeatAfter?: number;
}

export const constantDraw = (draw: Draw): LoadProfile => ({ name: 'constant', steps: [{ at: 0, draw }] });

/**
 * Raspberry Pi 4 model B, amps: "Typical Power Requirements" of the Raspberry Pi documentation (power-supplies.adoc), measured
 * with HDMI, keyboard, mouse and Ethernet. The supply of those measurements is taken as 5.1 V, the voltage that the same
 * page names for all models: the currents become powers, because the board's regulators draw constant power.
 */
export const PI4_AMPS = {
  bootMost: 0.85,
  bootMean: 0.7,
  idle: 0.6,
  stressMost: 1.25,
  stressMean: 1.2,
  halted: 0.023,
} as const;
const PI4_VOLTS = 5.1;

const pi4 = (amps: number): Draw => ({ watts: amps * PI4_VOLTS });

/** Boot: most 0.85 A and mean 0.7 A are documented; the lengths of the pieces are guesses that keep that mean over 20 s. */
const PI4_BOOT: readonly LoadStep[] = [
  { at: 0, draw: pi4(0.4) },
  { at: 1, draw: pi4(PI4_AMPS.idle) },
  { at: 6, draw: pi4(PI4_AMPS.bootMost) },
  { at: 11, draw: pi4(PI4_AMPS.bootMean) },
  { at: 14, draw: pi4(PI4_AMPS.bootMost) },
  { at: 17, draw: pi4(PI4_AMPS.idle) },
];

/** Profiles by their name in `rack.yaml`. */
export const PROFILES = {
  'pi4-idle': { name: 'pi4-idle', steps: [{ at: 0, draw: pi4(PI4_AMPS.idle) }] },
  'pi4-boot': { name: 'pi4-boot', steps: PI4_BOOT },
  'pi4-stress': {
    name: 'pi4-stress',
    // Documented: most 1.25 A, mean 1.2 A. A guess: four seconds of full work, one with less.
    steps: [
      { at: 0, draw: pi4(PI4_AMPS.stressMost) },
      { at: 4, draw: pi4(1.0) },
    ],
    repeatAfter: 5,
  },
  'pi4-halted': { name: 'pi4-halted', steps: [{ at: 0, draw: pi4(PI4_AMPS.halted) }] },
} as const satisfies Record<string, LoadProfile>;

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as [ProfileName, ...ProfileName[]];

/** Times closer than this are the same, seconds. */
const SAME = 1e-9;

/** Position in a profile: which step holds, and when the next one begins. `seconds` since the unit started. */
export function placeIn(profile: LoadProfile, seconds: number): { readonly draw: Draw; readonly next: number } {
  const { steps, repeatAfter } = profile;
  const round = repeatAfter === undefined ? 0 : Math.floor((seconds + SAME) / repeatAfter);
  const from = round * (repeatAfter ?? 0);
  let i = 0;
  // By halves: a recording has up to a million steps, and is asked at each of them.
  for (let end = steps.length; end - i > 1; ) {
    const middle = (i + end) >> 1;
    if (from + steps[middle]!.at <= seconds + SAME) i = middle;
    else end = middle;
  }
  const last = repeatAfter === undefined ? Number.POSITIVE_INFINITY : from + repeatAfter;
  const next = i + 1 < steps.length ? from + steps[i + 1]!.at : last;
  return { draw: steps[i]!.draw, next };
}

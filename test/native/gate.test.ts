// Gate latch and trip of the RP2040 held against their contracts, and the latch through every kind of end of the chip.
import { expect, it } from 'vitest';
import { gateLatchConformance } from '../conformance/gate-latch';
import { tripConformance } from '../conformance/trip';
import { driveLines, Moments, TIME_TO_TRIP_MS, withoutEdges } from '../conformance/trip-of-chip';
import { describeNative } from './describe-native';
import { Pin } from './latch';
import { Op, wordsOf } from './mailbox';
import { FLASH_FIRST, NativeBoard } from './native-board';

const ON = 0;

/** A start of the image: by the RUN pin, as a firmware swap does it. */
async function restart(native: NativeBoard): Promise<void> {
  native.board.runPin();
  await native.boot();
}

async function close(native: NativeBoard): Promise<void> {
  const violations = native.violations();
  native.close();
  expect(violations).toEqual([]);
}

/** The chip names the suite's lines by their pins, from the first of eight. */
const FIRST_OF_GROUP = 8;
const lineNumbers = (sources: number): number =>
  Pin.faults.reduce((bits, pin, line) => bits | (((sources >> (pin - FIRST_OF_GROUP)) & 1) << line), 0);

const BITE_US = 5000;
const VTOR = 0xe000_ed08;
const NOWHERE = 0xf000_0001;
const SECTOR = 4096;

describeNative('gate latch and trip in the image', () => {
  gateLatchConformance('the emulated RP2040', () => {
    const native = new NativeBoard();
    return {
      set: () => native.ask(Op.gateSet),
      clear: () => native.ask(Op.gateClear),
      isOn: async () => (await native.ask(Op.gateIsOn)).result === 1,
      powerOn: () => native.powerOn(),
      restart: () => restart(native),
      holdByEfuse: (holds) => native.latch.holdByEfuse(holds),
      latch: () => native.latch.isOn,
      close: () => close(native),
    };
  });

  tripConformance('the emulated RP2040', () => {
    const native = new NativeBoard();
    const moments = new Moments(native.board);
    const drive = async (active: number): Promise<void> => {
      driveLines(native.board, Pin.faults, active);
      await native.run(TIME_TO_TRIP_MS);
    };
    return {
      powerOn: () => native.powerOn(),
      restart: async (now) => {
        await restart(native);
        moments.restarted(now);
      },
      set: () => native.ask(Op.gateSet),
      isOn: () => native.latch.isOn,
      edge: (sources, now) => moments.during(now, () => drive(sources)),
      lines: (active) => withoutEdges(native.board, () => drive(active)),
      poll: (now) => moments.during(now, () => native.ask(Op.tripPoll)),
      look: async () => {
        const [number, at, sources, isTripped] = wordsOf((await native.ask(Op.tripLook)).bytes);
        const trippedAt = number === 0 ? 0 : moments.nameOf(at!);
        return { number: number!, trippedAt, sources: lineNumbers(sources!), isTripped: isTripped === 1 };
      },
      rearm: async (number) => (await native.ask(Op.tripRearm, [number])).result,
      announcements: async () => wordsOf((await native.ask(Op.tripLook)).bytes)[4]!,
      close: () => close(native),
    };
  });

  /** How the chip can end while the unit is on. Each leaves a chip that starts anew. */
  const ends: Record<string, (native: NativeBoard) => Promise<unknown>> = {
    'a reset by the watchdog that was not fed': (native) => native.ask(Op.watchdog, [BITE_US]),
    'a reset that the firmware asks the watchdog for': async (native) => native.begin(Op.watchdog, [0]),
    'a brown-out': async (native) => native.board.brownOut(),
    'a hard fault, and the watchdog behind it': async (native) => {
      await native.ask(Op.watchdog, [BITE_US]);
      native.begin(Op.crash);
      await native.run(1);
      expect(native.board.faults).toMatchObject([{ kind: 'hard-fault' }]);
      native.board.faults.length = 0;
    },
    'a fault within the fault handler, and the watchdog behind it': async (native) => {
      await native.ask(Op.watchdog, [BITE_US]);
      // The vector of the hard fault leads nowhere.
      native.board.writeWord(native.board.readWord(VTOR) + 12, NOWHERE);
      native.begin(Op.crash);
      await native.run(1);
      expect(native.board.isLockedUp).toBe(true);
      native.board.faults.length = 0;
      for (const name of ['busFaults'] as const) native.board.hazards[name] = 0;
    },
    'a watchdog reset while the flash is erased': async (native) => {
      await native.ask(Op.watchdog, [BITE_US]);
      native.begin(Op.flashErase, [FLASH_FIRST, SECTOR]);
    },
    'the RUN pin': async (native) => native.board.runPin(),
  };
  it.each(Object.keys(ends))('does not move the latch: %s', async (name) => {
    const native = new NativeBoard();
    await native.powerOn();
    expect((await native.ask(Op.gateSet)).result).toBe(ON);
    const { moves } = native.latch;
    const { resets } = native.board;
    await ends[name]!(native);
    for (let i = 0; i < 100 && native.board.resets === resets; i++) await native.run(0.5);
    expect(native.board.resets, 'it started anew').toBe(resets + 1);
    await native.boot();
    expect((await native.ask(Op.gateIsOn)).result, 'and adopts what it reads back').toBe(1);
    expect(native.latch).toMatchObject({ isOn: true, moves });
    await native.ask(Op.gateClear);
    expect(native.latch.isOn, 'and can still move it').toBe(false);
    await close(native);
  });

  it.each([true, false])('does not move the latch in a power-on of the chip alone, off or on: %s', async (on) => {
    const native = new NativeBoard();
    await native.powerOn();
    if (on) await native.ask(Op.gateSet);
    const { moves } = native.latch;
    native.board.powerOff();
    await native.run(3);
    native.board.powerOn();
    await native.boot();
    expect(native.latch).toMatchObject({ isOn: on, moves });
    await close(native);
  });
});

// What the fault commands share: they ask the emulator, and only an emulator, and say what was done.
import { BusUnavailable } from '../../../client/bus-adapter';
import { EmulatedAdapter } from '../../../client/emulated-adapter';
import { CliError } from '../../errors';
import { EXIT_CODES } from '../../exit-codes';
import { print, printJson, withBus } from '../../options';

interface Shown {
  readonly bus: string;
  readonly json?: true;
}

/** @param said goes into the JSON, with `done`. @throws CliError (plant) if the bus is not emulated, or the emulator refuses */
export async function disturb(
  shown: Shown,
  said: object,
  ask: (emulator: EmulatedAdapter) => Promise<string>,
): Promise<void> {
  const done = await withBus(shown.bus, (bus) => {
    if (bus instanceof EmulatedAdapter) return ask(bus);
    throw new Error(`${bus.name} is no emulated rack: it cannot be disturbed from here`);
  }).catch((error: unknown) => {
    if (error instanceof BusUnavailable) throw error;
    throw new CliError((error as Error).message, EXIT_CODES.plant.code);
  });
  if (shown.json) printJson({ ...said, done });
  else print(done);
}

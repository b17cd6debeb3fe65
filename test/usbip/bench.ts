// A running emulator with its adapter on a free port.
import { Emulator } from '../../host-tools/emulator/emulator';
import { bundleFirmware } from '../../host-tools/engines/bundle';
import { readRackFile } from '../../host-tools/rack/rack-file';

export interface Running {
  readonly emulator: Emulator;
  readonly port: number;
  readonly notes: readonly string[];
  stop(): Promise<void>;
}

export async function runningRack(path: string): Promise<Running> {
  const notes: string[] = [];
  const emulator = new Emulator({
    file: await readRackFile(path),
    engine: 'node',
    bundle: await bundleFirmware(),
    seed: 1,
    speed: 'auto',
    usbip: { host: '127.0.0.1', port: 0 },
    onNote: (text) => notes.push(text),
  });
  await emulator.listen();
  const ended = emulator.run();
  return {
    emulator,
    port: emulator.usbipPort!,
    notes,
    stop: async () => {
      emulator.stop();
      await ended;
      await emulator.close();
    },
  };
}

// What a worker of the XS engine holds more after a use than before it, in slots of its heap.
import type { BoardHardware } from '../../host-tools/engines/board-hardware';
import { BridgeHost } from '../../host-tools/engines/bridge-host';
import { Wake } from '../../host-tools/engines/bridge-protocol';
import { XsEngine } from '../../host-tools/engines/xs/xs-engine';

/** Slots that a worker holds more after `use` than before, both taken right after a collection. */
export async function growth(engine: XsEngine, use: () => Promise<void>): Promise<number> {
  const settled = async () => {
    await engine.evaluate('gc()');
    await engine.evaluate('gc()');
    return engine.meter().heapCount;
  };
  const before = await settled();
  await use();
  return (await settled()) - before;
}

/** What an empty worker shows: commands that do nothing, as many as were sent. */
export async function emptyWorkerGrowth(commands: number): Promise<number> {
  const bundle = { file: 'empty', code: 'globalThis.handleCommand = () => new ArrayBuffer(0);' };
  const engine = new XsEngine({ bundle, bridge: new BridgeHost({} as BoardHardware), onExit: () => {} });
  await engine.start();
  const grown = await growth(engine, async () => {
    for (let i = 0; i < commands; i++) await engine.wake(Wake.timer, 0, 0);
  });
  engine.close();
  return grown;
}

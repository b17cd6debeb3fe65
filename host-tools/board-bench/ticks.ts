// When an image ticks: every tick asks the sensor whether there is a fresh conversion.
import { INA226 } from '../../firmware/sensors/parts/ina226';
import type { ImageRack } from './image-rack';

const FLAG_REGISTER = INA226.ready.address;

/** Calls `onTick` at each tick of the image. @returns what ends that */
export function watchTicks(bench: ImageRack, onTick: () => void): () => void {
  const { hardware } = bench.unit;
  const ask = hardware.smbusRead.bind(hardware);
  hardware.smbusRead = (address, register) => {
    if (register === FLAG_REGISTER) onTick();
    return ask(address, register);
  };
  return () => {
    hardware.smbusRead = ask;
  };
}

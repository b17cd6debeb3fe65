// The latch of the emulated board held against the contract of the port.
import { GateLatchModel } from '../../host-tools/plant/gate-latch';
import { gateLatchConformance } from './gate-latch';

gateLatchConformance('the emulated board', () => {
  let model = new GateLatchModel(() => {});
  return {
    set: () => model.set(),
    clear: () => model.clear(),
    isOn: () => model.isOn,
    powerOn: () => {
      model = new GateLatchModel(() => {});
    },
    restart: () => {},
    latch: () => model.isOn,
    close: () => {},
  };
});

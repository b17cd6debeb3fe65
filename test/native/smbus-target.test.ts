// The SMBus target of the RP2040 held against its contract: the built image on the emulated board, a unit on the emulated bus.
import { smbusTargetConformance } from '../conformance/smbus-target';
import { describeNative } from './describe-native';
import { makeNativeBench } from './target-bench';

describeNative('the SMBus target in the image', () => {
  smbusTargetConformance('the emulated RP2040', makeNativeBench, ['poison']);
});

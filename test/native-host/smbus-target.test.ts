// The C core of the SMBus target held against the port's contract, under address and undefined-behaviour sanitizers.
import { describe, it } from 'vitest';
import { smbusTargetConformance } from '../conformance/smbus-target';
import { unavailable } from './programs';
import { makeCoreBench } from './smbus-target-bench';

if (unavailable) {
  describe('smbus-target in C', () => it.skip(unavailable, () => {}));
} else {
  smbusTargetConformance('the C core', (profile) => makeCoreBench(profile));
  smbusTargetConformance('the C core, one event per byte read', (profile) =>
    makeCoreBench(profile, profile === 'poison' ? 'request' : 'line'),
  );
}

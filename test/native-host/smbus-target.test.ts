// The C core of the SMBus target held against the port's contract, under address and undefined-behaviour sanitizers.
import { smbusTargetConformance } from '../conformance/smbus-target';
import { describeCore } from './describe-core';
import { makeCoreBench } from './smbus-target-bench';

describeCore('smbus-target in C', () => {
  smbusTargetConformance('the C core', (profile) => makeCoreBench(profile));
  smbusTargetConformance('the C core, one event per byte read', (profile) =>
    makeCoreBench(profile, profile === 'poison' ? 'request' : 'line'),
  );
});

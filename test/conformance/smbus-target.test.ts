// The TypeScript target port held against its contract.
import { smbusTargetConformance } from './smbus-target';
import { makeTypescriptBench } from './typescript-bench';

smbusTargetConformance('TypeScript', makeTypescriptBench);

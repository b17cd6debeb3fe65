// Version of the firmware: MFR_REVISION. The same as in package.json (a test compares them).

export const FIRMWARE_VERSION = '0.1.0';

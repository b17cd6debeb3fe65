// Rules that let whoever sits at the computer use I2C buses and the serial ports of RP2040 boards, without root.
// 2e8a: USB vendor id of Raspberry Pi. `uaccess` is read by systemd-logind and has to stand before 73-seat-late.rules.
export const UDEV_RULES = `# I2C buses and serial ports of Racklet boards, for the user who is logged in and for the groups i2c and dialout.
SUBSYSTEM=="i2c-dev", GROUP="i2c", MODE="0660", TAG+="uaccess"
SUBSYSTEM=="tty", ATTRS{idVendor}=="2e8a", GROUP="dialout", MODE="0660", TAG+="uaccess"
SUBSYSTEM=="usb", ATTRS{idVendor}=="2e8a", GROUP="dialout", MODE="0660", TAG+="uaccess"
`;

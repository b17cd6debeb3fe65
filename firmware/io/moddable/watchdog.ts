// `racklet:io/watchdog` of a board. The watchdog runs before JavaScript does (start.c). It is fed here and nowhere else: by a tick that
// ended, in the main loop, and only while the interrupts of the bus are served.

function alive(this: void): void {
  native('racklet_watchdog_alive').call(this);
}

export default Object.freeze({ alive });

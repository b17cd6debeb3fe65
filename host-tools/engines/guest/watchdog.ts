// `racklet:io/watchdog` of the emulated board, which has none: a firmware that fails is found by its engine, and the unit falls silent.

export default { alive: (): void => {} };

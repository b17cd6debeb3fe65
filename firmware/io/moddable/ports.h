// What start.c set up before the virtual machine, for the modules of this folder.
#ifndef RACKLET_MODDABLE_PORTS_H
#define RACKLET_MODDABLE_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "../flash/rp2040-flash.h"
#include "../gate-latch/rp2040-gate-latch.h"
#include "../smbus-target/rp2040-smbus-target.h"
#include "../trip/rp2040-trip.h"

extern struct gate_latch *const racklet_latch;

/** 7 bits: 0x10 and the slot that the straps say; with unreadable straps the address of a unit that lost its slot. */
uint8_t racklet_address(void);

/** Called from an interrupt of low priority, not from that of the bus, when the port announced something. May be in flash. */
extern void (*volatile racklet_on_readable)(void);
/** Announces by hand: what the port announced before anyone listened. */
void racklet_wake(void);

/** The bus's interrupts are served. */
bool racklet_bus_is_alive(void);

/** Once, first thing. */
void racklet_keep_reset_cause(void);
/** Index into RESET_CAUSES. */
int racklet_reset_cause_index(void);

#endif

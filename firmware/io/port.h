// What the C cores ask of the compiler and the chip, as macros. Empty on the host. A board names a header of its own with
// -DRACKLET_PORT_HEADER='"rp2040-port.h"' and defines there what differs.
#ifndef RACKLET_IO_PORT_H
#define RACKLET_IO_PORT_H

#ifdef RACKLET_PORT_HEADER
#include RACKLET_PORT_HEADER
#endif

// Code that runs while the flash is erased: placed in RAM. For the RP2040: __attribute__((section(".time_critical.racklet")))
#ifndef RACKLET_RAM_CODE
#define RACKLET_RAM_CODE
#endif

// Constants that such code reads: in RAM as well.
#ifndef RACKLET_RAM_DATA
#define RACKLET_RAM_DATA
#endif

// The interrupts of the cores off and back on, around a few instructions: SAVE gives what RESTORE takes.
// `memory` clobber or equivalent is the board's duty.
#ifndef RACKLET_IRQ_SAVE
#define RACKLET_IRQ_SAVE() 0u
#define RACKLET_IRQ_RESTORE(state) ((void)(state))
#endif

#endif

// port.h on the host: sections of their own for what must be in RAM on a board, and interrupts that a test can place.
#ifndef RACKLET_HOST_PORT_H
#define RACKLET_HOST_PORT_H

#include <stdint.h>

#define RACKLET_RAM_CODE __attribute__((section("racklet_ram_code")))
#define RACKLET_RAM_DATA __attribute__((section("racklet_ram_data")))

uint32_t host_irq_save(void);
void host_irq_restore(uint32_t state);
#define RACKLET_IRQ_SAVE() host_irq_save()
#define RACKLET_IRQ_RESTORE(state) host_irq_restore(state)

#endif

// Registers of the RP2040's flash interface: SSI, the chip-select pin, the cache. RP2040 datasheet, sections 4.10.13, 2.19.6.2, 2.6.3.
#ifndef RACKLET_RP2040_SSI_H
#define RACKLET_RP2040_SSI_H

#include "../rp2040/registers.h"

#define RP_SSI(offset) RP_REGISTER(0x18000000u + (offset))
#define SSI_CTRLR0 RP_SSI(0x00u)
#define SSI_CTRLR1 RP_SSI(0x04u)
#define SSI_SSIENR RP_SSI(0x08u)
#define SSI_SER RP_SSI(0x10u)
#define SSI_BAUDR RP_SSI(0x14u)
#define SSI_SR RP_SSI(0x28u)
#define SSI_DR0 RP_SSI(0x60u)
#define SSI_SPI_CTRLR0 RP_SSI(0xf4u)

/** CTRLR0: frames of 8 bits, one line, every frame sends and receives. */
#define SSI_EIGHT_BITS (7u << 16)
/** SR: something is in the receive FIFO. */
#define SSI_RECEIVED (1u << 3)

/** Chip select: its output override. */
#define RP_QSPI_SELECT RP_REGISTER(0x4001800cu)
#define RP_QSPI_OVERRIDE_MASK (3u << 8)
#define RP_QSPI_OVERRIDE_LOW (2u << 8)
#define RP_QSPI_OVERRIDE_HIGH (3u << 8)

#define RP_XIP_FLUSH RP_REGISTER(0x14000004u)
#define RP_XIP_STATUS RP_REGISTER(0x14000008u)
#define RP_XIP_FLUSH_READY 1u
/** The flash as it is, past the cache and without filling it. */
#define RP_XIP_UNCACHED 0x13000000u
#define RP_XIP 0x10000000u

// Commands: W25Q16JV data sheet, section 8.1.2.
#define NOR_WRITE_ENABLE 0x06u
#define NOR_READ_STATUS 0x05u
#define NOR_PROGRAM_PAGE 0x02u
#define NOR_ERASE_SECTOR 0x20u
#define NOR_ENABLE_RESET 0x66u
#define NOR_RESET 0x99u

// The boot ROM: where its tables are, and the letters of its functions. Section 2.8.3.
#define RP_ROM_FUNCTION_TABLE 0x14u
#define RP_ROM_LOOKUP 0x18u
#define RP_ROM_CODE(a, b) ((uint32_t)(a) | ((uint32_t)(b) << 8))

#endif

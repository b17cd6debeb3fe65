// Registers of the RP2040's I2C block (Synopsys DW_apb_i2c) as a target. RP2040 datasheet, section 4.3.17.
#ifndef RACKLET_RP2040_I2C_H
#define RACKLET_RP2040_I2C_H

#include "../rp2040/registers.h"

#define RP_I2C1(offset) RP_REGISTER(0x40048000u + (offset))

#define IC_CON RP_I2C1(0x00u)
#define IC_SAR RP_I2C1(0x08u)
#define IC_DATA_CMD RP_I2C1(0x10u)
#define IC_INTR_STAT RP_I2C1(0x2cu)
#define IC_INTR_MASK RP_I2C1(0x30u)
#define IC_RAW_INTR_STAT RP_I2C1(0x34u)
#define IC_RX_TL RP_I2C1(0x38u)
#define IC_TX_TL RP_I2C1(0x3cu)
#define IC_CLR_INTR RP_I2C1(0x40u)
#define IC_CLR_RD_REQ RP_I2C1(0x50u)
#define IC_CLR_TX_ABRT RP_I2C1(0x54u)
#define IC_CLR_STOP_DET RP_I2C1(0x60u)
#define IC_ENABLE RP_I2C1(0x6cu)
#define IC_STATUS RP_I2C1(0x70u)
#define IC_TXFLR RP_I2C1(0x74u)
#define IC_RXFLR RP_I2C1(0x78u)
#define IC_SDA_HOLD RP_I2C1(0x7cu)
#define IC_TX_ABRT_SOURCE RP_I2C1(0x80u)
#define IC_SDA_SETUP RP_I2C1(0x94u)
#define IC_ACK_GENERAL_CALL RP_I2C1(0x98u)
#define IC_FS_SPKLEN RP_I2C1(0xa0u)
#define IC_CLR_RESTART_DET RP_I2C1(0xa8u)

// IC_CON
#define IC_CON_SPEED_FAST (2u << 1)
#define IC_CON_RESTART_EN (1u << 5)
#define IC_CON_STOP_DET_IFADDRESSED (1u << 7)
/** Holds SCL while the receive FIFO is full: nothing that was acknowledged is lost. */
#define IC_CON_RX_FIFO_FULL_HLD_CTRL (1u << 9)

// IC_DATA_CMD as it is read
#define IC_DATA_FIRST_BYTE (1u << 11)

// IC_INTR_STAT and its like
#define IC_RX_FULL (1u << 2)
#define IC_TX_EMPTY (1u << 4)
#define IC_RD_REQ (1u << 5)
#define IC_TX_ABRT (1u << 6)
#define IC_STOP_DET (1u << 9)
#define IC_RESTART_DET (1u << 12)

// IC_STATUS
#define IC_STATUS_TFNF (1u << 1)
#define IC_STATUS_RFNE (1u << 3)
#define IC_STATUS_SLV_ACTIVITY (1u << 6)

/** IC_TX_ABRT_SOURCE: a bit that this block left high was low. */
#define IC_ABRT_SLV_ARBLOST (1u << 14)

#define IC_FIFO_DEPTH 16u

#endif

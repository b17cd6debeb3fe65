// Registers and bits of the DW_apb_i2c. RP2040 datasheet, section 4.3.17. Names are the datasheet's.

/** Offsets. */
export const Ic = {
  CON: 0x00,
  TAR: 0x04,
  SAR: 0x08,
  DATA_CMD: 0x10,
  SS_SCL_HCNT: 0x14,
  SS_SCL_LCNT: 0x18,
  FS_SCL_HCNT: 0x1c,
  FS_SCL_LCNT: 0x20,
  INTR_STAT: 0x2c,
  INTR_MASK: 0x30,
  RAW_INTR_STAT: 0x34,
  RX_TL: 0x38,
  TX_TL: 0x3c,
  CLR_INTR: 0x40,
  CLR_RX_UNDER: 0x44,
  CLR_RX_OVER: 0x48,
  CLR_TX_OVER: 0x4c,
  CLR_RD_REQ: 0x50,
  CLR_TX_ABRT: 0x54,
  CLR_RX_DONE: 0x58,
  CLR_ACTIVITY: 0x5c,
  CLR_STOP_DET: 0x60,
  CLR_START_DET: 0x64,
  CLR_GEN_CALL: 0x68,
  ENABLE: 0x6c,
  STATUS: 0x70,
  TXFLR: 0x74,
  RXFLR: 0x78,
  SDA_HOLD: 0x7c,
  TX_ABRT_SOURCE: 0x80,
  SLV_DATA_NACK_ONLY: 0x84,
  DMA_CR: 0x88,
  DMA_TDLR: 0x8c,
  DMA_RDLR: 0x90,
  SDA_SETUP: 0x94,
  ACK_GENERAL_CALL: 0x98,
  ENABLE_STATUS: 0x9c,
  FS_SPKLEN: 0xa0,
  CLR_RESTART_DET: 0xa8,
  COMP_VERSION: 0xf8,
  COMP_TYPE: 0xfc,
} as const;

/** Bits of RAW_INTR_STAT, INTR_STAT and INTR_MASK. */
export const Intr = {
  RX_UNDER: 1 << 0,
  RX_OVER: 1 << 1,
  RX_FULL: 1 << 2,
  TX_OVER: 1 << 3,
  TX_EMPTY: 1 << 4,
  RD_REQ: 1 << 5,
  TX_ABRT: 1 << 6,
  RX_DONE: 1 << 7,
  ACTIVITY: 1 << 8,
  STOP_DET: 1 << 9,
  START_DET: 1 << 10,
  GEN_CALL: 1 << 11,
  RESTART_DET: 1 << 12,
} as const;

export const Con = {
  MASTER_MODE: 1 << 0,
  SPEED_MASK: 3 << 1,
  SPEED_STANDARD: 1 << 1,
  SLAVE_DISABLE: 1 << 6,
  STOP_DET_IFADDRESSED: 1 << 7,
  TX_EMPTY_CTRL: 1 << 8,
  RX_FIFO_FULL_HLD: 1 << 9,
} as const;

export const Enable = { ENABLE: 1 << 0, ABORT: 1 << 1, TX_CMD_BLOCK: 1 << 2 } as const;

export const Status = {
  ACTIVITY: 1 << 0,
  TFNF: 1 << 1,
  TFE: 1 << 2,
  RFNE: 1 << 3,
  RFF: 1 << 4,
  MST_ACTIVITY: 1 << 5,
  SLV_ACTIVITY: 1 << 6,
} as const;

export const EnableStatus = { IC_EN: 1 << 0, SLV_DISABLED_WHILE_BUSY: 1 << 1, SLV_RX_DATA_LOST: 1 << 2 } as const;

/** Bits of DATA_CMD beside its byte. */
export const Command = { READ: 1 << 8, STOP: 1 << 9, RESTART: 1 << 10, FIRST_DATA_BYTE: 1 << 11 } as const;

export const Abort = {
  ADDRESS_NOACK: 1 << 0,
  DATA_NOACK: 1 << 3,
  LOST: 1 << 12,
  SLV_FLUSH_TXFIFO: 1 << 13,
  SLV_ARBLOST: 1 << 14,
  SLVRD_INTX: 1 << 15,
  USER: 1 << 16,
  FLUSH_COUNT_SHIFT: 23,
} as const;

export const FIFO_DEPTH = 16;

/** Reading one of these clears that bit, if nothing else holds it. */
export const CLEARS: Readonly<Record<number, number>> = {
  [Ic.CLR_RX_UNDER]: Intr.RX_UNDER,
  [Ic.CLR_RX_OVER]: Intr.RX_OVER,
  [Ic.CLR_TX_OVER]: Intr.TX_OVER,
  [Ic.CLR_RD_REQ]: Intr.RD_REQ,
  [Ic.CLR_TX_ABRT]: Intr.TX_ABRT,
  [Ic.CLR_RX_DONE]: Intr.RX_DONE,
  [Ic.CLR_ACTIVITY]: Intr.ACTIVITY,
  [Ic.CLR_STOP_DET]: Intr.STOP_DET,
  [Ic.CLR_START_DET]: Intr.START_DET,
  [Ic.CLR_GEN_CALL]: Intr.GEN_CALL,
  [Ic.CLR_RESTART_DET]: Intr.RESTART_DET,
};

/** Plain registers: reset value, writable bits, and whether a write needs IC_ENABLE = 0. */
export const STORED: Readonly<Record<number, readonly [reset: number, mask: number, disabledOnly: boolean]>> = {
  [Ic.CON]: [0x65, 0x3ff, true],
  [Ic.TAR]: [0x55, 0xfff, true],
  [Ic.SAR]: [0x55, 0x3ff, true],
  [Ic.SS_SCL_HCNT]: [0x28, 0xffff, true],
  [Ic.SS_SCL_LCNT]: [0x2f, 0xffff, true],
  [Ic.FS_SCL_HCNT]: [0x06, 0xffff, true],
  [Ic.FS_SCL_LCNT]: [0x0d, 0xffff, true],
  [Ic.INTR_MASK]: [0x8ff, 0x1fff, false],
  [Ic.RX_TL]: [0, 0xff, false],
  [Ic.TX_TL]: [0, 0xff, false],
  [Ic.SDA_HOLD]: [1, 0xff_ffff, true],
  [Ic.SLV_DATA_NACK_ONLY]: [0, 1, true],
  [Ic.DMA_CR]: [0, 3, false],
  [Ic.DMA_TDLR]: [0, 0xf, false],
  [Ic.DMA_RDLR]: [0, 0xf, false],
  [Ic.SDA_SETUP]: [0x64, 0xff, true],
  [Ic.ACK_GENERAL_CALL]: [1, 1, false],
  [Ic.FS_SPKLEN]: [7, 0xff, true],
};

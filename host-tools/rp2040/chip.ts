// The RP2040 of rp2040js with the memory map of the silicon: faults where nothing answers, blocks in reset that do nothing, a
// flash window that works only while the flash chip is readable. Datasheet sections 2.2, 2.6.3 and 2.14.
import { RP2040 } from 'rp2040js';
import type { CycleClock } from './cycle-clock';
import type { Hazards } from './options';

const ROM_BYTES = 16 << 10;
const RAM = 0x2000_0000;
const RAM_BYTES = 264 << 10;
const XIP = 0x1000_0000;
const XIP_ALIASES_END = 0x1400_0000;
const XIP_BYTES = 16 << 20;
const USB_RAM = 0x5010_0000;
const USB_RAM_BYTES = 4 << 10;
const SIO = 0xd000_0000;
const PPB_PAGE = 0xe000e;
/** What a flash chip that drives nothing reads as. */
const FLOATING_WORD = 0xffff_ffff;

/** Bit of RESETS that holds a block, by its key in rp2040js's `peripherals`. Datasheet, table 200. */
const RESET_BIT: Readonly<Record<number, number>> = {
  262144: 19,
  262148: 18,
  262164: 5,
  262168: 6,
  262172: 8,
  262176: 9,
  262184: 12,
  262188: 13,
  262192: 1,
  262196: 22,
  262200: 23,
  262204: 16,
  262208: 17,
  262212: 3,
  262216: 4,
  262220: 0,
  262224: 14,
  262228: 21,
  262236: 15,
  262252: 20,
  327680: 2,
  327952: 24,
  328192: 10,
  328448: 11,
};

export interface Peripheral {
  readUint32(offset: number): number;
  writeUint32(offset: number, value: number): void;
  writeUint32Atomic(offset: number, value: number, atomicType: number): void;
}

export class Chip extends RP2040 {
  /** The flash chip does not serve the window. */
  xipBlocked = false;
  isXipBlocked = (): boolean => false;
  /** RESETS.RESET: ones hold a block. */
  inReset = 0;
  hazards: Hazards | undefined;
  /** An access went wrong: the instruction under way ends in a HardFault. */
  onBusFault: ((reason: string) => void) | undefined;

  constructor(clock: CycleClock) {
    super(clock);
  }

  #fault(what: string, address: number): number {
    if (this.hazards !== undefined) this.hazards.busFaults++;
    this.onBusFault?.(`${what} 0x${(address >>> 0).toString(16).padStart(8, '0')}`);
    return 0;
  }

  /** @returns true where the window is still closed: the chip may have become ready since. */
  #isClosed(): boolean {
    this.xipBlocked = this.isXipBlocked();
    if (this.xipBlocked && this.hazards !== undefined) this.hazards.xipReadsWhileBusy++;
    return this.xipBlocked;
  }

  /** The block behind an address, if it is out of reset. */
  #block(address: number): Peripheral | undefined | 'held' {
    const key = (address >>> 14) << 2;
    const block = this.peripherals[key] as Peripheral | undefined;
    if (block === undefined || this.inReset === 0) return block;
    const bit = RESET_BIT[key];
    if (bit === undefined || ((this.inReset >>> bit) & 1) === 0) return block;
    if (this.hazards !== undefined) this.hazards.accessesInReset++;
    return 'held';
  }

  override readUint32(at: number): number {
    const address = at >>> 0;
    if ((address & 3) !== 0) return this.#fault('unaligned read of', address);
    if (address >= RAM && address < RAM + RAM_BYTES) return this.sramView.getUint32(address - RAM, true);
    if (address >= XIP && address < XIP_ALIASES_END) {
      if (this.xipBlocked && this.#isClosed()) return FLOATING_WORD;
      return this.flashView.getUint32(address & (XIP_BYTES - 1), true);
    }
    if (address >= SIO && address < PPB_PAGE * 4096) return this.sio.readUint32(address - SIO);
    if (address < ROM_BYTES) return this.bootrom[address >>> 2]!;
    return this.#readOther(address);
  }

  #readOther(address: number): number {
    if (address >>> 12 === PPB_PAGE) return this.ppb.readUint32(address & 0xfff);
    if (address >= USB_RAM && address < USB_RAM + USB_RAM_BYTES) {
      return this.usbDPRAMView.getUint32(address - USB_RAM, true);
    }
    const block = this.#block(address);
    if (block === 'held') return 0;
    if (block === undefined) return this.#fault('read of', address);
    return block.readUint32(address & 0xfff);
  }

  override readUint16(address: number): number {
    if ((address & 1) !== 0) return this.#fault('unaligned read of', address);
    if (address >= RAM && address < RAM + RAM_BYTES) return this.sramView.getUint16(address - RAM, true);
    if (address >= XIP && address < XIP_ALIASES_END) {
      if (this.xipBlocked && this.#isClosed()) return FLOATING_WORD & 0xffff;
      return this.flashView.getUint16(address & (XIP_BYTES - 1), true);
    }
    const word = this.readUint32(address & ~3);
    return (address & 2) !== 0 ? word >>> 16 : word & 0xffff;
  }

  override readUint8(address: number): number {
    if (address >= RAM && address < RAM + RAM_BYTES) return this.sram[address - RAM]!;
    if (address >= XIP && address < XIP_ALIASES_END) {
      if (this.xipBlocked && this.#isClosed()) return FLOATING_WORD & 0xff;
      return this.flash[address & (XIP_BYTES - 1)]!;
    }
    return (this.readUint32(address & ~3) >>> (8 * (address & 3))) & 0xff;
  }

  override writeUint32(at: number, value: number): void {
    const address = at >>> 0;
    if ((address & 3) !== 0) this.#fault('unaligned write of', address);
    else if (address >= RAM && address < RAM + RAM_BYTES) this.sramView.setUint32(address - RAM, value, true);
    else if (address >= SIO && address < PPB_PAGE * 4096) this.sio.writeUint32(address - SIO, value);
    else if (address >>> 12 === PPB_PAGE) this.ppb.writeUint32(address & 0xfff, value);
    else if (address >= USB_RAM && address < USB_RAM + USB_RAM_BYTES) super.writeUint32(address, value);
    else this.#writeBlock(address, value);
  }

  /** Bits 12 and 13 of an address choose between store, xor, set and clear: datasheet, section 2.1.2. */
  #writeBlock(address: number, value: number): void {
    if (address < XIP_ALIASES_END) {
      // The cached alias drops the line and ignores the rest, the ROM takes nothing: datasheet, section 2.6.3.1.
      if (address >= ROM_BYTES && (address < XIP || address >= XIP + XIP_BYTES)) this.#fault('write of', address);
      return;
    }
    const block = this.#block(address);
    if (block === undefined) this.#fault('write of', address);
    else if (block !== 'held') block.writeUint32Atomic(address & 0xfff, value >>> 0, (address >>> 12) & 3);
  }

  override writeUint16(address: number, value: number): void {
    if ((address & 1) !== 0) this.#fault('unaligned write of', address);
    else if (address >= RAM && address < RAM + RAM_BYTES) this.sramView.setUint16(address - RAM, value, true);
    else this.#writeNarrow(address, (value & 0xffff) * 0x0001_0001, 0xffff << (8 * (address & 2)));
  }

  override writeUint8(address: number, value: number): void {
    if (address >= RAM && address < RAM + RAM_BYTES) this.sram[address - RAM] = value;
    else this.#writeNarrow(address, (value & 0xff) * 0x0101_0101, 0xff << (8 * (address & 3)));
  }

  /** Narrow writes to a block carry the value on every lane and change all 32 bits: datasheet, section 2.1.4. */
  #writeNarrow(address: number, value: number, mask: number): void {
    const aligned = (address & ~3) >>> 0;
    if (aligned >= USB_RAM && aligned < USB_RAM + USB_RAM_BYTES) {
      const kept = this.usbDPRAMView.getUint32(aligned - USB_RAM, true) & ~mask;
      super.writeUint32(aligned, kept | (value & mask));
      return;
    }
    this.writeUint32(aligned, value);
  }
}

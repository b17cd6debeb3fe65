// The far end of a GDB session: packets in, what they ask for done to the core of an emulated board, answers out. Commands: "Debugging
// with GDB", appendix "GDB Remote Serial Protocol". One core, all stop: the core is held whenever GDB may ask something.
import { type CoreDebug, PROGRAM_COUNTER, REGISTER_COUNT, type StopReason } from '../rp2040/core-debug';
import { bytesOf, hexOf, LONGEST_PAYLOAD, numberOf, PacketReader, packetOf, wordOf } from './packet';
import { TARGET_DESCRIPTION } from './target-description';

/** Signals as GDB numbers them: SIGINT, SIGTRAP, SIGSEGV. */
const SIGNAL_OF: Readonly<Record<StopReason, string>> = { asked: '02', breakpoint: '05', step: '05', fault: '0b' };
const NOT_KNOWN = 'xxxxxxxx';
const BAD_REQUEST = 'E01';
const NO_MEMORY = 'E0e';
const MONITOR_HELP = 'monitor reset: the RUN pin is pulled; the core is held at its first instruction\n';

export interface StubOptions {
  readonly debug: CoreDebug;
  /** Latin-1, to GDB. */
  readonly send: (text: string) => void;
  /** The RUN pin is pulled. */
  readonly reset: () => void;
  /** GDB ends the session. */
  readonly end: () => void;
}

export class GdbStub {
  readonly #options: StubOptions;
  readonly #debug: CoreDebug;
  readonly #reader = new PacketReader();
  #acknowledges = true;
  #last = '';
  #lastStop = 'S05';

  /** The core is held from here on, until GDB lets it go. */
  constructor(options: StubOptions) {
    this.#options = options;
    this.#debug = options.debug;
    this.#debug.isAttached = true;
    this.#debug.halt();
    this.#debug.onStop = (reason) => {
      this.#lastStop = `S${SIGNAL_OF[reason]}`;
      this.#answer(this.#lastStop);
    };
  }

  /** Bytes from GDB, Latin-1. */
  receive(text: string): void {
    for (const incoming of this.#reader.feed(text)) {
      if (incoming.kind === 'interrupt') this.#debug.halt();
      else if (incoming.kind === 'again') this.#options.send(this.#last);
      else if (incoming.kind === 'damaged') this.#options.send(this.#acknowledges ? '-' : '');
      else {
        if (this.#acknowledges) this.#options.send('+');
        const answer = this.#carryOut(incoming.payload);
        if (answer !== undefined) this.#answer(answer);
      }
    }
  }

  #answer(payload: string): void {
    this.#last = packetOf(payload);
    this.#options.send(this.#last);
  }

  /** @returns the answer; empty for what is not known here; undefined where it comes later: the core goes on */
  #carryOut(packet: string): string | undefined {
    const rest = packet.slice(1);
    switch (packet[0]) {
      case '?':
        return this.#lastStop;
      case 'g':
        return Array.from({ length: REGISTER_COUNT }, (_, i) => this.#register(i)).join('');
      case 'G':
        return this.#setAll(rest);
      case 'p':
        return this.#one(Number.parseInt(rest, 16));
      case 'P':
        return this.#set(rest);
      case 'm':
        return this.#read(rest);
      case 'M':
        return this.#write(rest, bytesOf(rest.slice(rest.indexOf(':') + 1)));
      case 'X':
        return this.#write(rest, Uint8Array.from(Buffer.from(rest.slice(rest.indexOf(':') + 1), 'latin1')));
      case 'Z':
      case 'z':
        return this.#breakpoint(packet[0] === 'Z', rest);
      case 'c':
      case 's':
        return this.#goFrom(packet[0] === 's', rest);
      case 'C':
      case 'S':
        return this.#goFrom(packet[0] === 'S', rest.split(';')[1] ?? '');
      case 'H':
      case 'T':
        return 'OK';
      case 'D':
        this.#debug.detach();
        return 'OK';
      case 'k':
        this.#options.end();
        return undefined;
      case 'v':
        return this.#verbose(packet);
      case 'q':
      case 'Q':
        return this.#query(packet);
      default:
        return '';
    }
  }

  #register(number: number): string {
    const value = this.#debug.register(number);
    return value === undefined ? NOT_KNOWN : wordOf(value);
  }

  #one(number: number): string {
    return number >= 0 && number < REGISTER_COUNT ? this.#register(number) : BAD_REQUEST;
  }

  #setAll(hex: string): string {
    const words = hex.match(/.{8}/g) ?? [];
    if (hex.length !== 8 * REGISTER_COUNT) return BAD_REQUEST;
    for (const [number, word] of words.entries()) {
      const value = numberOf(word);
      if (value !== undefined && !this.#debug.setRegister(number, value)) return BAD_REQUEST;
    }
    return 'OK';
  }

  #set(text: string): string {
    const [number, hex] = text.split('=');
    const value = numberOf(hex ?? '');
    const at = Number.parseInt(number!, 16);
    if (value === undefined || !(at >= 0 && at < REGISTER_COUNT)) return BAD_REQUEST;
    return this.#debug.setRegister(at, value) ? 'OK' : BAD_REQUEST;
  }

  #read(text: string): string {
    const span = spanOf(text);
    if (span === undefined || span.length > LONGEST_PAYLOAD / 2) return BAD_REQUEST;
    const bytes = this.#debug.read(span.address, span.length);
    return bytes === undefined ? NO_MEMORY : hexOf(bytes);
  }

  #write(text: string, bytes: Uint8Array | undefined): string {
    const span = spanOf(text.slice(0, Math.max(0, text.indexOf(':'))));
    if (span === undefined || bytes?.length !== span.length) return BAD_REQUEST;
    // GDB asks with no bytes whether it may send binary at all.
    if (span.length === 0) return 'OK';
    return this.#debug.write(span.address, bytes) ? 'OK' : NO_MEMORY;
  }

  /** Kinds 0 and 1, by software and by hardware: here they are one, and no instruction is written over. */
  #breakpoint(isSet: boolean, text: string): string {
    const [kind, hex] = text.split(',');
    if (kind !== '0' && kind !== '1') return '';
    const address = Number.parseInt(hex ?? '', 16);
    if (!(address >= 0)) return BAD_REQUEST;
    if (isSet) this.#debug.breakpoints.add((address & ~1) >>> 0);
    else this.#debug.breakpoints.delete((address & ~1) >>> 0);
    return 'OK';
  }

  #goFrom(isStep: boolean, address: string): string | undefined {
    const from = Number.parseInt(address, 16);
    if (address !== '' && !(from >= 0)) return BAD_REQUEST;
    if (address !== '') this.#debug.setRegister(PROGRAM_COUNTER, from);
    if (isStep) this.#debug.step();
    else this.#debug.resume();
    return undefined;
  }

  #verbose(packet: string): string | undefined {
    if (packet === 'vCont?') return 'vCont;c;C;s;S';
    if (packet.startsWith('vKill')) {
      this.#answer('OK');
      this.#options.end();
      return undefined;
    }
    const action = /^vCont;([cCsS])/.exec(packet)?.[1];
    if (action === undefined) return '';
    return this.#goFrom(action.toLowerCase() === 's', '');
  }

  #query(packet: string): string {
    if (packet.startsWith('qSupported')) {
      return `PacketSize=${LONGEST_PAYLOAD.toString(16)};qXfer:features:read+;QStartNoAckMode+;vContSupported+`;
    }
    if (packet === 'QStartNoAckMode') {
      this.#acknowledges = false;
      return 'OK';
    }
    const part = /^qXfer:features:read:target\.xml:([0-9a-f]+),([0-9a-f]+)$/.exec(packet);
    if (part !== null) return partOf(TARGET_DESCRIPTION, Number.parseInt(part[1]!, 16), Number.parseInt(part[2]!, 16));
    if (packet.startsWith('qRcmd,')) return this.#monitor(packet.slice('qRcmd,'.length));
    if (packet === 'qAttached') return '1';
    if (packet === 'qC') return 'QC1';
    if (packet === 'qfThreadInfo') return 'm1';
    if (packet === 'qsThreadInfo') return 'l';
    return '';
  }

  #monitor(hex: string): string {
    const command = Buffer.from(bytesOf(hex) ?? [])
      .toString('latin1')
      .trim();
    if (command !== 'reset' && command !== 'reset halt') return hexOf(Buffer.from(MONITOR_HELP));
    this.#options.reset();
    return 'OK';
  }
}

function spanOf(text: string): { readonly address: number; readonly length: number } | undefined {
  const match = /^([0-9a-fA-F]{1,8}),([0-9a-fA-F]{1,8})$/.exec(text);
  return match === null
    ? undefined
    : { address: Number.parseInt(match[1]!, 16), length: Number.parseInt(match[2]!, 16) };
}

/** `m`: there is more; `l`: the last part. */
function partOf(text: string, from: number, length: number): string {
  return (from + length < text.length ? 'm' : 'l') + text.slice(from, from + length);
}

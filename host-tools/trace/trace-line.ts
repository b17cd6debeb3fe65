// A line of a bus trace, parsed: host-tools/bus/bus-trace.ts says how it looks. A file begins with a header that names the
// version and the frequency.

export const TRACE_VERSION = 1;
export const traceHeader = (hz: number): string => `# racklet-trace ${TRACE_VERSION} hz=${hz}`;

export interface TraceByte {
  readonly value: number;
  readonly acknowledged: boolean;
  /** Microseconds for which SCL was held low. */
  readonly stretchedUs: number;
}

/** From a START to the next one or to the end. */
export interface TraceMessage {
  readonly address: number;
  readonly read: boolean;
  readonly addressByte: TraceByte;
  readonly bytes: readonly TraceByte[];
}

export interface TraceTransaction {
  /** Microseconds since power-on. */
  readonly timeUs: number;
  readonly messages: readonly TraceMessage[];
  /** Ended by a STOP; false: the controller left the bus. */
  readonly stopped: boolean;
}

const TOKEN = /^([0-9a-f]{2})([RW]?)(?:~([\d.]+))?([+-])$/;

/** Frequency out of a header. Undefined: this is none of version 1. */
export function parseHeader(line: string): number | undefined {
  const match = /^# racklet-trace (\d+) hz=(\d+)$/.exec(line);
  return match && Number(match[1]) === TRACE_VERSION ? Number(match[2]) : undefined;
}

/** Undefined: not a line of a trace. */
export function parseTraceLine(line: string): TraceTransaction | undefined {
  const [time, start, ...tokens] = line.trim().split(/\s+/);
  const timeUs = Number(time);
  const end = tokens.pop();
  if (start !== 'S' || !Number.isFinite(timeUs) || (end !== 'P' && end !== '!')) return undefined;
  const messages: TraceMessage[] = [];
  let bytes: TraceByte[] = [];
  for (const token of tokens) {
    if (token === 'Sr') continue;
    const match = TOKEN.exec(token);
    if (!match) return undefined;
    const value = Number.parseInt(match[1]!, 16);
    const byte = { value, acknowledged: match[4] === '+', stretchedUs: Number(match[3] ?? 0) };
    if (match[2] === '') {
      bytes.push(byte);
      continue;
    }
    bytes = [];
    messages.push({ address: value, read: match[2] === 'R', addressByte: byte, bytes });
  }
  return { timeUs, messages, stopped: end === 'P' };
}

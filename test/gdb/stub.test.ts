// A session of the remote protocol with the core of an emulated board, packet by packet. Commands and answers: "Debugging with GDB",
// appendix "GDB Remote Serial Protocol", section Packets.
import { expect, it } from 'vitest';
import { packetOf } from '../../host-tools/gdb/packet';
import { GdbStub } from '../../host-tools/gdb/stub';
import { BoardBench, RAM } from '../rp2040/bench';
import { adds, b, image, label, ldr, movs, STACK, store, udf, wfi } from '../rp2040/thumb';

/** Code begins behind 48 vectors. */
const CODE = 0x1000_01c0;
const LOOP = CODE + 4;
const COUNTER = RAM + 0x100;
const COUNTING = image([movs(0, 0), ldr(1, COUNTER), label('loop'), adds(0, 1), store(0, 1), b('loop')]);

const turn = () => new Promise((resolve) => setImmediate(resolve));
const hex = (value: number) => value.toString(16);
/** Low byte first. */
const word = (value: number) => Buffer.from(Uint32Array.of(value).buffer).toString('hex');

class Session {
  readonly bench: BoardBench;
  readonly stub: GdbStub;
  readonly #sent: string[] = [];
  isEnded = false;

  constructor(program: Uint8Array = COUNTING) {
    this.bench = new BoardBench(program);
    this.stub = new GdbStub({
      debug: this.bench.board.debug,
      send: (text) => this.#sent.push(text),
      reset: () => this.bench.board.runPin(),
      end: () => {
        this.isEnded = true;
      },
    });
    void this.bench.cycles(100_000);
  }

  /** What came since the last look: payloads, with acknowledgements left out. */
  async heard(): Promise<string[]> {
    await turn();
    const text = this.#sent.splice(0).join('');
    return [...text.matchAll(/\$([^#]*)#[0-9a-f]{2}/g)].map(([, payload]) => payload!);
  }

  async raw(): Promise<string> {
    await turn();
    return this.#sent.splice(0).join('');
  }

  async ask(payload: string): Promise<string | undefined> {
    this.stub.receive(packetOf(payload));
    const answers = await this.heard();
    expect(answers.length).toBeLessThanOrEqual(1);
    return answers[0];
  }
}

it('is held from the first moment, and says so', async () => {
  const session = new Session();
  expect(await session.ask('?')).toBe('S05');
  expect(await session.ask('qAttached')).toBe('1');
  expect(session.bench.board.cycles).toBe(0);
});

it('offers what it can, and hands over the description in parts', async () => {
  const session = new Session();
  const features = (await session.ask('qSupported:multiprocess+;swbreak+'))!.split(';');
  expect(features).toContain('qXfer:features:read+');
  const first = (await session.ask('qXfer:features:read:target.xml:0,40'))!;
  expect(first).toMatch(/^m<\?xml/);
  let all = first.slice(1);
  for (let part = first; part[0] === 'm'; all += part.slice(1))
    part = (await session.ask(`qXfer:features:read:target.xml:${hex(all.length)},100`))!;
  expect(all.match(/<reg /g)).toHaveLength(21);
  expect(all).toMatch(/<\/target>$/);
});

it('answers what it does not know with nothing at all', async () => {
  const session = new Session();
  for (const packet of ['vMustReplyEmpty', 'qTStatus', 'Z2,20000000,4', 'b', '!'])
    expect(await session.ask(packet), packet).toBe('');
});

it('gives and takes registers, low byte first', async () => {
  const session = new Session();
  const all = (await session.ask('g'))!;
  expect(all).toHaveLength(21 * 8);
  expect(all.slice(13 * 8, 14 * 8)).toBe(word(STACK));
  expect(all.slice(15 * 8, 16 * 8)).toBe(word(CODE));
  expect(await session.ask('P5=78563412')).toBe('OK');
  expect(await session.ask('p5')).toBe('78563412');
  expect(session.bench.board.debug.register(5)).toBe(0x1234_5678);
  expect(await session.ask(`G${word(7)}${all.slice(8)}`)).toBe('OK');
  expect(await session.ask('p0')).toBe(word(7));
  expect(await session.ask('p15')).toBe('E01');
  expect(await session.ask('P0=12')).toBe('E01');
  expect(await session.ask('G00')).toBe('E01');
});

it('gives and takes memory, also as bytes, and says where there is none', async () => {
  const session = new Session();
  expect(await session.ask('M20000100,5:0102030405')).toBe('OK');
  expect(await session.ask('X20000101,2:##')).toBe('OK');
  expect(await session.ask('m20000100,5')).toBe('0123230405');
  expect(await session.ask('X20000101,0:')).toBe('OK');
  expect(await session.ask(`m${hex(CODE)},2`), 'movs r0, #0').toBe('0020');
  expect(await session.ask(`M${hex(CODE)},1:00`), 'flash').toBe('E0e');
  expect(await session.ask('m30000000,4')).toBe('E0e');
  expect(await session.ask('M20000100,5:0102')).toBe('E01');
  expect(await session.ask('m20000100')).toBe('E01');
  expect(await session.ask('m20000100,ffffff')).toBe('E01');
});

it.each(['c', 'vCont;c', 'vCont;c:1'])('goes on by %s to a breakpoint, which flash holds as well', async (go) => {
  const session = new Session();
  expect(await session.ask(`Z0,${hex(LOOP)},2`)).toBe('OK');
  expect(await session.ask(go)).toBe('S05');
  expect(await session.ask('pf')).toBe(word(LOOP));
  expect(await session.ask(go)).toBe('S05');
  expect(await session.ask('p0'), 'once around').toBe(word(1));
  expect(await session.ask(`z0,${hex(LOOP)},2`)).toBe('OK');
  expect(await session.ask(`Z1,${hex(LOOP + 2)},2`)).toBe('OK');
  expect(await session.ask(go)).toBe('S05');
  expect(await session.ask('pf')).toBe(word(LOOP + 2));
});

it.each(['s', 'vCont;s:1', 'S05'])('steps by %s', async (step) => {
  const session = new Session();
  expect(await session.ask(step)).toBe('S05');
  expect(await session.ask('pf')).toBe(word(CODE + 2));
});

it('goes on from an address that it is given', async () => {
  const session = new Session();
  expect(await session.ask(`s${hex(LOOP)}`)).toBe('S05');
  expect(await session.ask('pf')).toBe(word(LOOP + 2));
});

it('is held by Ctrl-C while it runs and while it sleeps', async () => {
  const session = new Session(image([label('idle'), wfi, b('idle')]));
  expect(await session.ask('c')).toBeUndefined();
  session.stub.receive('\x03');
  expect(await session.heard()).toEqual(['S02']);
  expect(await session.ask('?')).toBe('S02');
});

it('tells of a fault as SIGSEGV', async () => {
  const session = new Session(image([udf, label('end'), b('end')], { 3: 'end' }));
  expect(await session.ask('c')).toBe('S0b');
});

it('acknowledges until it is told not to, asks again for what is damaged, and sends again what is', async () => {
  const session = new Session();
  session.stub.receive('$?#00');
  expect(await session.raw()).toBe('-');
  session.stub.receive(packetOf('?'));
  expect(await session.raw()).toBe('+$S05#b8');
  session.stub.receive('-');
  expect(await session.raw()).toBe('$S05#b8');
  session.stub.receive(packetOf('QStartNoAckMode'));
  expect(await session.raw()).toBe('+$OK#9a');
  session.stub.receive(packetOf('?'));
  expect(await session.raw()).toBe('$S05#b8');
});

it('pulls the RUN pin by `monitor reset`, and holds at the first instruction', async () => {
  const session = new Session();
  await session.ask(`Z0,${hex(LOOP)},2`);
  await session.ask('c');
  expect(await session.ask(`qRcmd,${Buffer.from('reset').toString('hex')}`)).toBe('OK');
  expect(await session.ask('pf')).toBe(word(CODE));
  expect(session.bench.board.lastReset).toBe('run-pin');
  const help = await session.ask(`qRcmd,${Buffer.from('what').toString('hex')}`);
  expect(Buffer.from(help!, 'hex').toString()).toContain('monitor reset');
});

it('goes on where GDB detaches, with its breakpoints gone; ends where it kills', async () => {
  const session = new Session();
  await session.ask(`Z0,${hex(LOOP)},2`);
  expect(await session.ask('D')).toBe('OK');
  await turn();
  expect(session.bench.read(COUNTER)).toBeGreaterThan(100);
  const other = new Session();
  await other.ask('k');
  expect(other.isEnded).toBe(true);
});

it('has registers that are not known and no memory while the unit has no power', async () => {
  const session = new Session();
  session.bench.board.powerOff();
  expect(await session.ask('g')).toBe('x'.repeat(21 * 8));
  expect(await session.ask('m20000000,4')).toBe('E0e');
  expect(await session.ask('P0=00000000')).toBe('E01');
});

// The assembler against words that pioasm makes.
import { describe, expect, it } from 'vitest';
import { assemble } from './assembler';
import { pioSource } from './image';

const wordsOf = (source: string) => assemble(source).flatMap((program) => program.words);

describe('PIO assembler', () => {
  it('makes the words of the data sheet’s square wave (RP2040 data sheet, section 3.2.1)', () => {
    const source = '.program squarewave\nset pindirs, 1\nagain:\nset pins, 1 [1]\nset pins, 0\njmp again\n';
    expect(wordsOf(source)).toEqual([0xe081, 0xe101, 0xe000, 0x0001]);
  });

  it('makes the words that pioasm prints for the I2C controller of pico-examples (pio/i2c/i2c.pio)', () => {
    const table: readonly [string, number][] = [
      ['jmp y-- far', 0x008c],
      ['set x, 7', 0xe027],
      ['out pindirs, 1 [7]', 0x6781],
      ['wait 1 pin, 1 [4]', 0x24a1],
      ['in pins, 1 [7]', 0x4701],
      ['jmp x-- near side 0 [7]', 0x1743],
      ['wait 1 pin, 1 [7]', 0x27a1],
      ['out x, 6', 0x6026],
      ['jmp !x two', 0x0022],
      ['out null, 32', 0x6060],
    ];
    for (const [text, word] of table) {
      const before = '.program i2c\n.side_set 1 opt pindirs\nset x, 7\nset x, 7\ntwo:\nset x, 7\nnear:\n';
      const filler = 'set x, 7\n'.repeat(8);
      expect(wordsOf(`${before}${text}\n${filler}far:\nset x, 7\n`)[3], text).toBe(word);
    }
  });

  it('refuses what it does not know, by line', () => {
    expect(() => assemble('.program p\nset x, 7\nmul x, 2\n')).toThrow("line 3: unknown instruction 'mul'");
    expect(() => assemble('.program p\njmp nowhere\n')).toThrow("line 2: unknown label 'nowhere'");
    expect(() => assemble('.program p\nset x, 32\n')).toThrow('line 2: bad number');
    expect(() => assemble(`.program p\n${'set x, 1\n'.repeat(33)}`)).toThrow('33 instructions, the memory holds 32');
  });

  it('fits both programs of the target into one block, START at address 0', () => {
    const [shifter, watch] = assemble(pioSource());
    expect(shifter?.labels.get('start')).toBe(0);
    expect(shifter!.words.length + watch!.words.length).toBeLessThanOrEqual(32);
  });
});

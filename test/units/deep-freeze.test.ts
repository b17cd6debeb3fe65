// Freezing in depth: a board handed to the firmware can be changed by nobody.
import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../firmware/units/deep-freeze';

/** Assignment as plain JavaScript does it: the types of the firmware forbid it already. */
function assign(target: unknown, key: string | number, value: unknown): void {
  (target as Record<string | number, unknown>)[key] = value;
}

describe('deepFreeze', () => {
  it('gives back the value itself', () => {
    const value = { a: 1 };
    expect(deepFreeze(value)).toBe(value);
  });

  it('freezes objects and arrays at every depth', () => {
    const board = deepFreeze({ name: 'x', pins: { straps: [1, 2, { deep: true }] } });
    expect(() => assign(board, 'name', 'y')).toThrow(TypeError);
    expect(() => assign(board.pins, 'straps', [])).toThrow(TypeError);
    expect(() => assign(board.pins.straps, 0, 9)).toThrow(TypeError);
    expect(() => assign(board.pins.straps[2], 'deep', false)).toThrow(TypeError);
    expect(board).toEqual({ name: 'x', pins: { straps: [1, 2, { deep: true }] } });
  });

  it.each([[1], ['text'], [null], [undefined], [true]])('lets %j pass', (value) => {
    expect(deepFreeze(value)).toBe(value);
  });

  it('leaves typed arrays writable: the language cannot freeze them', () => {
    const value = deepFreeze({ table: new Uint8Array(2) });
    assign(value.table, 0, 7);
    expect(value.table[0]).toBe(7);
    expect(Object.isFrozen(value)).toBe(true);
  });

  it('goes into what was frozen one level deep before (bug: Object.freeze of a base ended the descent)', () => {
    const base = Object.freeze({ limits: { debounceMs: 100 } });
    const board = deepFreeze({ base });
    expect(() => assign(board.base.limits, 'debounceMs', 0)).toThrow(TypeError);
  });

  it('ends on a value that contains itself', () => {
    const ring: { self?: unknown } = {};
    ring.self = ring;
    expect(Object.isFrozen(deepFreeze(ring))).toBe(true);
  });
});

// `racklet:board` of the emulated board: the facts that rack.yaml gave this unit.
import type { Board } from '../../../firmware/board';
import { deepFreeze } from '../../../firmware/units/deep-freeze';
import { Op } from '../bridge-protocol';
import { bridge } from './unit';

const text = Array.from(bridge.ask(Op.board, []), (byte) => String.fromCharCode(byte)).join('');

export const board: Board = deepFreeze(JSON.parse(text) as Board);

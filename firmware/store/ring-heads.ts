// The heads of a ring of sectors, as a start finds them: a port that can looks at all of them in one call.
import { type Flash, FlashStatus, NOWHERE, RingFound, SECTOR_BYTES } from '../io/flash/flash';
import { crc32, getWord } from './bytes';

/** Where the head of either ring says what it is: docs/store.md. */
const AT = { magic: 0, major: 4, turn: 8 } as const;
const BEGIN_BYTES = 16;
const CHECK_BYTES = 4;

/** A sector from `offset` on for each word of `words`: see the port. */
export function readRing(
  flash: Flash,
  offset: number,
  magic: number,
  checked: number,
  at: number,
  words: Uint32Array,
  found: Uint32Array,
): void {
  if (flash.readRing !== undefined) {
    flash.readRing(offset, magic, checked, at, words, found);
    return;
  }
  const head = new Uint8Array(checked === 0 ? BEGIN_BYTES : checked + CHECK_BYTES);
  let newest: number = NOWHERE;
  let newestTurn = 0;
  let least: number = NOWHERE;
  let major = 0;
  for (let i = 0; i < words.length; i++) {
    words[i] = 0;
    if (flash.read(offset + i * SECTOR_BYTES, head, head.length) !== FlashStatus.ok) continue;
    if (getWord(head, AT.magic) !== magic) continue;
    if (checked !== 0 && getWord(head, checked) !== crc32(head, 0, checked, flash)) continue;
    const word = getWord(head, at);
    const turn = getWord(head, AT.turn);
    words[i] = word;
    if (word !== 0 && word < least) least = word;
    if (head[AT.major]! > major) major = head[AT.major]!;
    if (turn <= newestTurn) continue;
    newest = i;
    newestTurn = turn;
  }
  found[RingFound.newest] = newest;
  found[RingFound.turn] = newestTurn;
  found[RingFound.least] = least;
  found[RingFound.major] = major;
}

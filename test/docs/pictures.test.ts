// The pictures of docs/plant.md are what the plant does now, and each is explained. Numbers may differ by half a pixel: another
// version of the JavaScript engine may round its exponentials otherwise.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawPicture, PICTURES, pathOf } from '../../host-tools/docs/pictures';

const NUMBER = /-?\d+(?:\.\d+)?(?:e-?\d+)?/g;
const PIXELS = 0.5;
const page = readFileSync('docs/plant.md', 'utf8');

describe.each(PICTURES)('$name', (picture) => {
  it('is what the plant does (npm run docs)', async () => {
    const [kept, drawn] = [readFileSync(pathOf(picture), 'utf8'), await drawPicture(picture)];
    expect(kept.replaceAll(NUMBER, '#')).toBe(drawn.replaceAll(NUMBER, '#'));
    const [before, now] = [kept.match(NUMBER)!.map(Number), drawn.match(NUMBER)!.map(Number)];
    const apart = Math.max(...before.map((number, i) => Math.abs(number - now[i]!)));
    expect(apart).toBeLessThanOrEqual(PIXELS);
  });

  it('is shown, and explained below', () => {
    expect(page).toMatch(new RegExp(`!\\[[^\\]]+\\]\\(plant/${picture.name}\\.svg\\)\n\n\\*\\*[^\n]{80}`));
  });
});

it('no picture lies there that nobody draws', () => {
  const drawn = PICTURES.map(({ name }) => `${name}.svg`);
  // Drawn by `racklet blackbox --plot`: docs/store.md.
  expect(
    readdirSync('docs/plant')
      .filter((name) => name.endsWith('.svg'))
      .sort(),
  ).toEqual([...drawn, 'black-box.svg'].sort());
});

// `image info` of an image that a broken transfer cut short says so, at whatever byte.
import { expect, it } from 'vitest';
import { Tlv } from '../../firmware/update/image-format';
import { describeImage } from '../../host-tools/image/info';
import { craft, u32Bytes } from './vectors';

const IMAGE = craft([[Tlv.securityCounter, u32Bytes(5)]], { payload: new Uint8Array(96).fill(7), headerSize: 0x20 });

it('is not "too large" (bug: its slot was taken to be as large as the file)', () => {
  expect(describeImage(IMAGE)?.check.good).toBe(true);
  for (let bytes = 0x20; bytes < IMAGE.length; bytes++)
    expect(describeImage(IMAGE.subarray(0, bytes))?.check, `${bytes} bytes`).toMatchObject({
      good: false,
      reason: expect.stringMatching(/^it ends too early/),
    });
});

// The bootloader's check of an image, by the verification that `racklet image verify` does.
import type { KeyObject } from 'node:crypto';
import { ImageFault } from '../../firmware/update/image-fault';
import { limitsOf, verifyImage } from '../image/verify';
import type { CheckImage } from './bootloader';

/** A bootloader that holds this key. */
export const checkWith = (key: KeyObject, largestImage: number): CheckImage => {
  const limits = limitsOf(key, largestImage);
  return (bytes) => {
    const { fault, imageBytes, counter } = verifyImage(bytes, key, limits);
    return { isValid: fault === ImageFault.none, bytes: imageBytes, counter };
  };
};

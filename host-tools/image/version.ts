// Versions as MCUboot writes them: major.minor.revision+build, later parts optional; and ranges of their numbers.
import { imageError } from './image-error';

export interface ImageVersion {
  readonly major: number;
  readonly minor: number;
  readonly revision: number;
  readonly build: number;
}

const NUMBER = '([1-9]\\d*|0)';
const PATTERN = new RegExp(`^${NUMBER}(?:\\.${NUMBER}(?:\\.${NUMBER}(?:\\+${NUMBER})?)?)?$`);
/** Header: u8, u8, u16, u32. */
const LARGEST: ImageVersion = { major: 0xff, minor: 0xff, revision: 0xffff, build: 0xffffffff };

/** @throws CliError */
export function parseVersion(text: string): ImageVersion {
  const match = PATTERN.exec(text);
  if (!match) throw imageError('usage', `version "${text}": write it as 1.2.3+4 (later parts optional)`);
  const [major, minor, revision, build] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  const version = { major, minor, revision, build };
  for (const part of Object.keys(LARGEST) as (keyof ImageVersion)[]) {
    if (version[part] > LARGEST[part]) {
      throw imageError('usage', `version "${text}": ${part} ${version[part]} is over ${LARGEST[part]}`);
    }
  }
  return version;
}

export const versionText = ({ major, minor, revision, build }: ImageVersion): string =>
  `${major}.${minor}.${revision}+${build}`;

/** The security counter that `auto` stands for, as imgtool makes it: the build number does not count. */
export const automaticCounter = ({ major, minor, revision }: ImageVersion): number =>
  major * 0x1000000 + minor * 0x10000 + revision;

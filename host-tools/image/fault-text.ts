// Why an image is refused, for people: one sentence with what to do, and the exit code of its kind.
import { ImageFault } from '../../firmware/update/image-fault';
import type { ImageErrorKind } from './image-error';

interface FaultText {
  readonly kind: ImageErrorKind;
  readonly text: string;
}

const row = (kind: ImageErrorKind, text: string): FaultText => ({ kind, text });

const RESIGN = 'Sign it again with racklet image sign';

export const FAULT_TEXT: Readonly<Record<ImageFault, FaultText>> = {
  [ImageFault.none]: row('image', 'good'),
  [ImageFault.truncated]: row('image', 'it ends too early. Fetch or make the whole file'),
  [ImageFault.badMagic]: row('image', 'it does not begin with the magic number of MCUboot. Is it signed at all?'),
  [ImageFault.badHeaderSize]: row(
    'image',
    'its header size is not the one the application is linked for. Check --header-size',
  ),
  [ImageFault.unbootableFlags]: row(
    'image',
    'its flags ask for encryption, compression, RAM loading or no booting, which the bootloader cannot do',
  ),
  [ImageFault.tooLarge]: row(
    'imageSize',
    'it is too large: a slot takes its own size less two sectors. Make the payload smaller',
  ),
  [ImageFault.protectedSizeMismatch]: row('image', 'header and protected TLV area disagree about its size'),
  [ImageFault.badTlvMagic]: row('image', 'no TLV area stands behind the payload'),
  [ImageFault.tlvOverrun]: row('image', 'a TLV record reaches over the end of its area'),
  [ImageFault.tlvNotAllowed]: row(
    'image',
    `a TLV record stands in the unprotected area that only the protected one may hold. ${RESIGN}`,
  ),
  [ImageFault.tlvRepeated]: row('image', `a TLV record that may stand once stands twice. ${RESIGN}`),
  [ImageFault.tlvLength]: row('image', `a TLV record has a wrong length. ${RESIGN}`),
  [ImageFault.counterMissing]: row(
    'imagePolicy',
    'it has no protected security counter. Sign it with --security-counter',
  ),
  [ImageFault.counterUnprotected]: row(
    'imagePolicy',
    `a security counter stands in the unprotected area: it is not signed, and some bootloaders swap such an image in and then never boot. ${RESIGN}`,
  ),
  [ImageFault.counterRepeated]: row('imagePolicy', `it has a second security counter. ${RESIGN}`),
  [ImageFault.counterTooLow]: row(
    'imagePolicy',
    'its security counter is lower than the least one taken: a rollback. Sign it with a higher --security-counter',
  ),
  [ImageFault.hashMissing]: row('imageSignature', `it has no SHA-256 record. ${RESIGN}`),
  [ImageFault.hashMismatch]: row('imageSignature', 'its SHA-256 is not that of its bytes: it is damaged'),
  [ImageFault.keyMissing]: row(
    'imageSignature',
    `it does not name its key by hash. ${RESIGN} (imgtool: --public-key-format hash)`,
  ),
  [ImageFault.keyMismatch]: row('imageSignature', 'it is signed with another key (key hash differs)'),
  [ImageFault.signatureMissing]: row('imageSignature', `it has no signature of this key's type. ${RESIGN}`),
  [ImageFault.signatureMismatch]: row('imageSignature', "its signature is not this key's: it is damaged or forged"),
  [ImageFault.boardMissing]: row('imagePolicy', 'it does not say which board it is for. Sign it with --board'),
  [ImageFault.boardMismatch]: row('imagePolicy', 'it is for another board'),
  [ImageFault.revisionMismatch]: row('imagePolicy', 'it is for other hardware revisions of this board'),
};

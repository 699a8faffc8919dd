import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { MlsWriter } from './mlsEncoding.ts';

const LABEL_PREFIX = 'MLS 1.0 ';
const POINT_BYTES = 65;
const COORDINATE_BYTES = 32;
const UNCOMPRESSED_POINT = 0x04;

function labelled(label: string, content: Uint8Array): Buffer {
  return new MlsWriter()
    .vector(Buffer.from(LABEL_PREFIX + label))
    .vector(content)
    .bytes();
}

/** RFC 9420's SignWithLabel with P-256 and SHA-256; the signature is DER. */
export function signWithLabel(privateKey: KeyObject, label: string, content: Uint8Array): Buffer {
  return sign('sha256', labelled(label, content), { key: privateKey, dsaEncoding: 'der' });
}

/** RFC 9420's VerifyWithLabel; a point that is none, or a signature that is none, is just not valid. */
export function verifyWithLabel(
  publicPoint: Uint8Array,
  label: string,
  content: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    return verify(
      'sha256',
      labelled(label, content),
      { key: publicKeyOfPoint(publicPoint), dsaEncoding: 'der' },
      signature,
    );
  } catch {
    return false;
  }
}

/** RFC 9420's RefHash with SHA-256: how a commit names a proposal. */
export function refHash(label: string, content: Uint8Array): Buffer {
  return createHash('sha256').update(labelled(label, content)).digest();
}

/** The uncompressed point (65 bytes) of a P-256 public key. */
export function pointOfPublicKey(publicKey: KeyObject): Buffer {
  const { x, y } = publicKey.export({ format: 'jwk' });
  if (x === undefined || y === undefined) throw new Error('not an elliptic curve key');
  return Buffer.concat([
    Buffer.of(UNCOMPRESSED_POINT),
    Buffer.from(x, 'base64url'),
    Buffer.from(y, 'base64url'),
  ]);
}

function publicKeyOfPoint(point: Uint8Array): KeyObject {
  if (point.length !== POINT_BYTES || point[0] !== UNCOMPRESSED_POINT) throw new Error('not a P-256 point');
  const bytes = Buffer.from(point);
  return createPublicKey({
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: bytes.subarray(1, 1 + COORDINATE_BYTES).toString('base64url'),
      y: bytes.subarray(1 + COORDINATE_BYTES).toString('base64url'),
    },
    format: 'jwk',
  });
}

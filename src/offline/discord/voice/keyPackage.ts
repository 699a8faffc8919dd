import { MlsDecodeError, MlsReader } from './mlsEncoding.ts';
import { verifyWithLabel } from './mlsSignature.ts';

export const MLS_VERSION = 1;
/** MLS_128_DHKEMP256_AES128GCM_SHA256_P256, the only one DAVE uses. */
export const MLS_CIPHERSUITE = 2;
export const BASIC_CREDENTIAL = 1;

const CAPABILITY_VECTORS = 5;
const IDENTITY_BYTES = 8;
const LIFETIME_BYTES = 16;
const LeafSource = { keyPackage: 1, update: 2, commit: 3 } as const;

/** What a client sends with op 26, checked: its signatures hold and it speaks for that user. */
export interface KeyPackage {
  userId: string;
  /** The whole package as it came; an Add proposal carries it unchanged. */
  bytes: Buffer;
}

interface LeafNode {
  userId: string;
  signatureKey: Buffer;
  source: number;
  toBeSigned: Buffer;
  signature: Buffer;
}

/**
 * Reads a bare KeyPackage and verifies both of its signatures, its version and its ciphersuite.
 * Throws {@link MlsDecodeError}, with the reason, for anything else.
 */
export function readKeyPackage(bytes: Uint8Array): KeyPackage {
  const reader = new MlsReader(bytes);
  if (reader.u16() !== MLS_VERSION) throw new MlsDecodeError('key package of another MLS version');
  if (reader.u16() !== MLS_CIPHERSUITE) throw new MlsDecodeError('key package of another ciphersuite');
  reader.vector();
  const leaf = readLeafNode(reader);
  reader.vector();
  const toBeSigned = reader.since(0);
  const signature = reader.vector();
  if (reader.remaining > 0) throw new MlsDecodeError('bytes behind the key package');
  if (leaf.source !== LeafSource.keyPackage) throw new MlsDecodeError('leaf node is not of a key package');
  const signed =
    verifyWithLabel(leaf.signatureKey, 'LeafNodeTBS', leaf.toBeSigned, leaf.signature) &&
    verifyWithLabel(leaf.signatureKey, 'KeyPackageTBS', toBeSigned, signature);
  if (!signed) throw new MlsDecodeError('key package with a wrong signature');
  return { userId: leaf.userId, bytes: Buffer.from(bytes) };
}

/** Reads one leaf node; the reader stands behind it afterwards. */
export function readLeafNode(reader: MlsReader): LeafNode {
  const start = reader.offset;
  reader.vector();
  const signatureKey = reader.vector();
  if (reader.u16() !== BASIC_CREDENTIAL) throw new MlsDecodeError('not a basic credential');
  const identity = reader.vector();
  if (identity.length !== IDENTITY_BYTES) throw new MlsDecodeError('identity is not a user id');
  for (let index = 0; index < CAPABILITY_VECTORS; index++) reader.vector();
  const source = reader.u8();
  if (source === LeafSource.keyPackage) reader.raw(LIFETIME_BYTES);
  else if (source === LeafSource.commit) reader.vector();
  else if (source !== LeafSource.update) throw new MlsDecodeError('unknown leaf node source');
  reader.vector();
  const toBeSigned = reader.since(start);
  const signature = reader.vector();
  return { userId: identity.readBigUInt64BE().toString(), signatureKey, source, toBeSigned, signature };
}

import { PUBLIC_MESSAGE } from './externalSender.ts';
import { MLS_VERSION, readLeafNode } from './keyPackage.ts';
import { MlsDecodeError, MlsReader } from './mlsEncoding.ts';

const MEMBER_SENDER = 1;
const COMMIT_CONTENT = 3;
const PROPOSAL_BY_REFERENCE = 2;

/** What a member answers to proposals (op 28), taken apart as far as the server can see into it. */
export interface CommitMessage {
  channelId: string;
  epoch: bigint;
  senderLeaf: number;
  /** References of the proposals it carries out, in order, as hex. */
  proposalRefs: string[];
  /** The commit alone, as op 29 carries it. */
  commit: Buffer;
  /** The welcome for those it adds, as op 30 carries it; empty when it adds nobody. */
  welcome: Buffer;
}

/** Reads the payload of op 28. Throws {@link MlsDecodeError} for anything else than one commit and its welcome. */
export function readCommitMessage(payload: Uint8Array): CommitMessage {
  const reader = new MlsReader(payload);
  if (reader.u16() !== MLS_VERSION || reader.u16() !== PUBLIC_MESSAGE) {
    throw new MlsDecodeError('not a public MLS message');
  }
  const groupId = reader.vector();
  if (groupId.length !== 8) throw new MlsDecodeError('group id is not a channel id');
  const epoch = reader.u64();
  if (reader.u8() !== MEMBER_SENDER) throw new MlsDecodeError('a commit is sent by a member');
  const senderLeaf = reader.u32();
  reader.vector();
  if (reader.u8() !== COMMIT_CONTENT) throw new MlsDecodeError('not a commit');
  const proposalRefs = readRefs(reader.vector());
  if (reader.u8() === 1) {
    readLeafNode(reader);
    reader.vector();
  }
  // Signature, confirmation tag and membership tag: only members have what it takes to check them.
  for (let index = 0; index < 3; index++) reader.vector();
  return {
    channelId: groupId.readBigUInt64BE().toString(),
    epoch,
    senderLeaf,
    proposalRefs,
    commit: Buffer.from(reader.since(0)),
    welcome: Buffer.from(reader.rest()),
  };
}

function readRefs(bytes: Buffer): string[] {
  const reader = new MlsReader(bytes);
  const refs: string[] = [];
  while (reader.remaining > 0) {
    if (reader.u8() !== PROPOSAL_BY_REFERENCE) throw new MlsDecodeError('a proposal of the member’s own');
    refs.push(reader.vector().toString('hex'));
  }
  return refs;
}

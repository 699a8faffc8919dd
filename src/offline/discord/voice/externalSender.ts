import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { BASIC_CREDENTIAL, type KeyPackage, MLS_VERSION } from './keyPackage.ts';
import { MlsWriter } from './mlsEncoding.ts';
import { pointOfPublicKey, refHash, signWithLabel } from './mlsSignature.ts';

/** MLS wire format of a public message. */
export const PUBLIC_MESSAGE = 1;
/** Content type of a proposal in a framed content. */
const PROPOSAL_CONTENT = 2;
const ProposalType = { add: 1, remove: 3 } as const;
const EXTERNAL_SENDER = 2;
const EXTERNAL_SENDER_INDEX = 0;
const IDENTITY = Buffer.of(0);
const Operation = { append: 0, revoke: 1 } as const;

/** A proposal ready to be sent, and the reference by which a commit names it. */
export interface Proposal {
  /** The MLS message. */
  message: Buffer;
  ref: Buffer;
}

/** Where a proposal belongs: the channel's group, and the epoch it stands at. */
export interface GroupPlace {
  channelId: string;
  epoch: bigint;
}

/** The voice server's part in the group: it is no member, but it alone may propose who comes and goes. */
export class ExternalSender {
  readonly #privateKey: KeyObject;
  readonly #publicPoint: Buffer;

  constructor() {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#privateKey = pair.privateKey;
    this.#publicPoint = pointOfPublicKey(pair.publicKey);
  }

  /** The payload of op 25. */
  package(): Buffer {
    return new MlsWriter().vector(this.#publicPoint).u16(BASIC_CREDENTIAL).vector(IDENTITY).bytes();
  }

  proposeAdd(place: GroupPlace, keyPackage: KeyPackage): Proposal {
    return this.#propose(place, new MlsWriter().u16(ProposalType.add).raw(keyPackage.bytes).bytes());
  }

  proposeRemove(place: GroupPlace, leaf: number): Proposal {
    return this.#propose(place, new MlsWriter().u16(ProposalType.remove).u32(leaf).bytes());
  }

  #propose(place: GroupPlace, proposal: Buffer): Proposal {
    const content = new MlsWriter()
      .vector(new MlsWriter().u64(BigInt(place.channelId)).bytes())
      .u64(place.epoch)
      .u8(EXTERNAL_SENDER)
      .u32(EXTERNAL_SENDER_INDEX)
      .vector(Buffer.alloc(0))
      .u8(PROPOSAL_CONTENT)
      .raw(proposal)
      .bytes();
    const framed = new MlsWriter().u16(MLS_VERSION).u16(PUBLIC_MESSAGE).raw(content).bytes();
    const signature = signWithLabel(this.#privateKey, 'FramedContentTBS', framed);
    const authenticated = new MlsWriter().raw(content).vector(signature).bytes();
    return {
      message: new MlsWriter().u16(MLS_VERSION).u16(PUBLIC_MESSAGE).raw(authenticated).bytes(),
      ref: refHash('Proposal Reference', new MlsWriter().u16(PUBLIC_MESSAGE).raw(authenticated).bytes()),
    };
  }
}

/** The payload of op 27 that brings new proposals. */
export function appendProposals(proposals: readonly Proposal[]): Buffer {
  const messages = Buffer.concat(proposals.map((proposal) => proposal.message));
  return new MlsWriter().u8(Operation.append).vector(messages).bytes();
}

/** The payload of op 27 that takes proposals back. */
export function revokeProposals(proposals: readonly Proposal[]): Buffer {
  const refs = new MlsWriter();
  for (const proposal of proposals) refs.vector(proposal.ref);
  return new MlsWriter().u8(Operation.revoke).vector(refs.bytes()).bytes();
}

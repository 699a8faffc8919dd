import type { CommitMessage } from './commitMessage.ts';
import type { Proposal } from './externalSender.ts';
import type { KeyPackage } from './keyPackage.ts';

/** One member as the voice server sees it. */
export interface GroupMember {
  /** It knows who may propose. */
  hasSender: boolean;
  keyPackage: KeyPackage | undefined;
  /** Place in the tree; undefined while the member is in no group. */
  leaf: number | undefined;
}

/** A proposal that no commit has carried out yet. */
export interface OpenProposal extends Proposal {
  kind: 'add' | 'remove';
  userId: string;
  leaf: number | undefined;
}

/** Does a commit by that user carry out all that is proposed? Its own Add is not its to carry out. */
export function coversAll(message: CommitMessage, open: readonly OpenProposal[], userId: string): boolean {
  const expected = open.filter((proposal) => proposal.kind === 'remove' || proposal.userId !== userId);
  const covered = new Set(message.proposalRefs);
  return (
    expected.length > 0 &&
    covered.size === expected.length &&
    expected.every(({ ref }) => covered.has(ref.toString('hex')))
  );
}

/** Fills the tree as the commit does: each newcomer at the lowest free leaf. Answers who came. */
export function seatNewcomers(
  message: CommitMessage,
  open: readonly OpenProposal[],
  members: ReadonlyMap<string, GroupMember>,
): Set<string> {
  const byRef = new Map(open.map((proposal) => [proposal.ref.toString('hex'), proposal]));
  const taken = new Set<number>();
  for (const { leaf } of members.values()) if (leaf !== undefined) taken.add(leaf);
  const added = new Set<string>();
  for (const ref of message.proposalRefs) {
    const proposal = byRef.get(ref);
    if (proposal?.kind !== 'add') continue;
    let leaf = 0;
    while (taken.has(leaf)) leaf++;
    taken.add(leaf);
    added.add(proposal.userId);
    const member = members.get(proposal.userId);
    if (member !== undefined) member.leaf = leaf;
  }
  return added;
}

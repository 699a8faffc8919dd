import { type LinkQuality, USUAL_LINK } from './receiverLink.ts';

/** One member of one guild. */
export interface MemberRef {
  guildId: string;
  userId: string;
}

/** What is to go wrong for one member; it outlives the member's sessions. */
export interface MemberPlan {
  quality: LinkQuality;
  /** IP discovery requests that stay without an answer. */
  discoveriesToSwallow: number;
  /** Opcodes that wait instead of being sent to this member. */
  readonly heldOps: Set<number>;
  /** The ssrc the member's next session gets, instead of a fresh one. */
  nextSsrc: number | undefined;
  answersHeartbeats: boolean;
}

/** Keeps a plan for each member. */
export class MemberPlans {
  readonly #plans = new Map<string, MemberPlan>();
  readonly #quality: LinkQuality;

  /** `quality` overrides the usual link for everybody. */
  constructor(quality: Partial<LinkQuality> = {}) {
    this.#quality = { ...USUAL_LINK, ...quality };
  }

  of(member: MemberRef): MemberPlan {
    const key = `${member.guildId}/${member.userId}`;
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const plan: MemberPlan = {
      quality: this.#quality,
      discoveriesToSwallow: 0,
      heldOps: new Set(),
      nextSsrc: undefined,
      answersHeartbeats: true,
    };
    this.#plans.set(key, plan);
    return plan;
  }
}

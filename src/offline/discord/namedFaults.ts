import type { LocalDiscord } from './localDiscord.ts';
import { DAVE_NONSENSE } from './voice/voiceFaults.ts';
import type { VoiceServer } from './voice/voiceServer.ts';

/** Where a fault happens: a bot that is in voice in one guild, and somebody who talks to it. */
export interface FaultScene {
  discord: LocalDiscord;
  voice: VoiceServer;
  guildId: string;
  /** The voice channel that the bot is in now. */
  channelId: string;
  /** Another voice channel of the guild, for it to be moved to. */
  otherChannelId: string;
  botUserId: string;
  /** In the channel, and has spoken: packets are forged as though from this person. */
  speakerId: string;
}

/** One thing that can go wrong on Discord's side. */
export interface NamedFault {
  /** What is right after it: the conversation goes on by itself, or it has ended and says why. */
  outcome: 'goesOn' | 'ends';
  /** Makes it happen. What lasts does so until the function that is answered is called; that does no harm twice. */
  happen(scene: FaultScene): () => void;
}

/** Voice close codes after which a client may come back (Discord, Opcodes and Status Codes, "Voice"), and WebSocket's own. */
export const RECOVERABLE_VOICE_CLOSES = [
  1001, 4001, 4002, 4003, 4004, 4005, 4006, 4009, 4011, 4012, 4015, 4016, 4020,
] as const;

/** Voice close codes that mean: stay away. */
export const FINAL_VOICE_CLOSES = [4014, 4017, 4021, 4022] as const;

const UNDECRYPTABLE_FRAMES = 40;
const SHORTEST_RTP_BYTES = 12;
const NOISE_DATAGRAM_BYTES = 200;
const BAD_LINE = { lossShare: 0.1, duplicateShare: 0.05, reorderShare: 0.1, jitterMs: 60 } as const;
const REST_RETRY_S = 1;

/** Everything that can go wrong on Discord's side, by a name that a report can print. */
export const DISCORD_FAULTS: ReadonlyMap<string, NamedFault> = new Map([
  goesOn('gateway dropped', ({ discord }) => discord.faults.dropGateway()),
  goesOn('gateway cut', ({ discord }) => discord.faults.cutGateway()),
  goesOn('gateway asks to reconnect', ({ discord }) => discord.faults.askToReconnect()),
  goesOn('gateway session invalid, resumable', ({ discord }) => discord.faults.invalidateSession(true)),
  goesOn('gateway session invalid', ({ discord }) => discord.faults.invalidateSession(false)),
  goesOn('gateway refuses to resume', ({ discord }) => {
    discord.faults.refuseResumes();
    discord.faults.cutGateway();
  }),
  goesOn('rest rate limit', ({ discord }) =>
    discord.faults.rest(/^PATCH /, { kind: 'rateLimit', retryAfterS: REST_RETRY_S }),
  ),
  goesOn('rest error', ({ discord }) => discord.faults.rest(/^PATCH /, { kind: 'error', status: 503 })),
  ...RECOVERABLE_VOICE_CLOSES.map((code) => voiceClose(code, 'goesOn')),
  ...FINAL_VOICE_CLOSES.map((code) => voiceClose(code, 'ends')),
  goesOn('voice socket cut', (scene) => scene.voice.faults.cutSocket(bot(scene))),
  goesOn('voice sound path lost', (scene) => scene.voice.faults.loseUdp(bot(scene))),
  goesOn('voice server gone and back', ({ discord, guildId }) => {
    discord.faults.voiceServerGone(guildId);
    discord.faults.voiceServerBack(guildId);
  }),
  goesOn('voice server moved', ({ discord, guildId, channelId }) =>
    discord.faults.voiceServerMoved(guildId, channelId),
  ),
  goesOn('voice server withheld after a move', ({ discord, guildId, botUserId, otherChannelId }) => {
    discord.faults.voiceServer('withheld');
    discord.moveMember(guildId, botUserId, otherChannelId);
  }),
  goesOn('moved', ({ discord, guildId, botUserId, otherChannelId }) =>
    discord.moveMember(guildId, botUserId, otherChannelId),
  ),
  lasting(
    'server mute',
    ({ discord, guildId, botUserId }) => discord.muteMember(guildId, botUserId, { mute: true }),
    ({ discord, guildId, botUserId }) => discord.muteMember(guildId, botUserId, { mute: false }),
  ),
  lasting(
    'right to speak lost',
    ({ discord, channelId, botUserId }) => discord.setPermissions(channelId, botUserId, { deny: ['Speak'] }),
    ({ discord, channelId, botUserId }) => discord.setPermissions(channelId, botUserId, {}),
  ),
  lasting(
    'bad line',
    (scene) => scene.voice.faults.impair(bot(scene), BAD_LINE),
    (scene) => scene.voice.faults.mend(bot(scene)),
  ),
  lasting(
    'encryption downgraded',
    ({ voice, guildId, channelId }) => voice.faults.downgrade(guildId, channelId),
    ({ voice, guildId, channelId }) => voice.faults.upgrade(guildId, channelId),
  ),
  ...DAVE_NONSENSE.map((kind) =>
    goesOn(`encryption nonsense: ${kind}`, (scene) => scene.voice.faults.sendDaveNonsense(bot(scene), kind)),
  ),
  goesOn('undecryptable frames', (scene) =>
    scene.voice.faults.sendUndecryptable(bot(scene), scene.speakerId, UNDECRYPTABLE_FRAMES),
  ),
  goesOn('wrong authentication tag', (scene) =>
    scene.voice.faults.sendBadAuthTag(bot(scene), scene.speakerId),
  ),
  goesOn('nothing but padding', (scene) => scene.voice.faults.sendAllPadding(bot(scene), scene.speakerId)),
  goesOn('short and noisy datagrams', (scene) => {
    for (let bytes = 1; bytes < SHORTEST_RTP_BYTES; bytes++)
      scene.voice.faults.sendDatagram(bot(scene), bytes);
    scene.voice.faults.sendDatagram(bot(scene), NOISE_DATAGRAM_BYTES);
  }),
  ends('disconnected by somebody', ({ discord, guildId, botUserId }) =>
    discord.disconnectMember(guildId, botUserId),
  ),
  ends('channel deleted', ({ discord, channelId }) => discord.deleteChannel(channelId)),
]);

type Entry = readonly [string, NamedFault];

function bot({ guildId, botUserId }: FaultScene): { guildId: string; userId: string } {
  return { guildId, userId: botUserId };
}

function once(name: string, outcome: NamedFault['outcome'], act: (scene: FaultScene) => void): Entry {
  return [
    name,
    {
      outcome,
      happen: (scene) => {
        act(scene);
        return () => {};
      },
    },
  ];
}

function goesOn(name: string, act: (scene: FaultScene) => void): Entry {
  return once(name, 'goesOn', act);
}

function ends(name: string, act: (scene: FaultScene) => void): Entry {
  return once(name, 'ends', act);
}

function lasting(name: string, begin: (scene: FaultScene) => void, end: (scene: FaultScene) => void): Entry {
  return [
    name,
    {
      outcome: 'goesOn',
      happen: (scene) => {
        begin(scene);
        return () => end(scene);
      },
    },
  ];
}

function voiceClose(code: number, outcome: NamedFault['outcome']): Entry {
  return once(`voice close ${code}`, outcome, (scene) => scene.voice.faults.closeSocket(bot(scene), code));
}

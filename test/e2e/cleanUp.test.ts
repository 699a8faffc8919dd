import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Room } from './room.ts';
import { expectTurn, QUICK_TURNS } from './turn.ts';

/** What a process holds, as the kernel knows it: its sockets and pipes, and its children. */
function holdings(pid: number): { sockets: number; children: string } {
  const links = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      // The descriptor was closed between the listing and the look.
      return [];
    }
  });
  return {
    sockets: links.filter((link) => link.startsWith('socket:')).length,
    children: readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim(),
  };
}

describe('after a conversation', () => {
  let room: Room;

  beforeAll(async () => {
    room = await Room.open({ env: QUICK_TURNS });
  });

  afterAll(async () => {
    await room?.close();
  });

  /** REST connections are kept alive for the next request; they are not the conversation's. */
  async function converse(): Promise<void> {
    await room.inviteBot();
    await expectTurn(room);
    const { model, voice, guild, botId } = room.world;
    const mark = model.recording.mark();
    await room.mia.command('leave').reply();
    await model.recording.untilEvent(({ type }) => type === 'socket.close', { after: mark - 1 });
    expect(voice.userIdsIn(guild.id, room.channel.id)).not.toContain(botId);
  }

  it('no socket and no child process is left behind', async () => {
    await converse();
    const before = holdings(room.bot.pid);
    for (let round = 0; round < 3; round++) await converse();
    const after = holdings(room.bot.pid);
    expect(after.sockets).toBeLessThanOrEqual(before.sockets);
    expect(after.children).toBe('');
  });

  it('no timer and no listener keeps the process from ending by itself', async () => {
    await converse();
    expect(await room.bot.stop()).toEqual({ code: 0, signal: null });
    expect(room.bot.stderr).not.toContain('MaxListenersExceededWarning');
  });

  it('a stop in the middle of an answer ends the process just as cleanly', async () => {
    const other = await Room.open({ env: QUICK_TURNS });
    await other.inviteBot();
    const spoken = await other.mia.say('Please tell me a story.');
    await other.mia.heard.untilHears(other.world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
    expect(await other.bot.stop('SIGINT')).toEqual({ code: 0, signal: null });
    expect(other.channel.messages.some(({ text }) => text.includes('shut down'))).toBe(true);
    await other.close();
  });
});

describe('the embedded model', () => {
  it('talks in a voice channel without any key', async () => {
    const room = await Room.open({ env: { REALTIME_URL: 'embedded', OPENAI_API_KEY: '' } });
    try {
      await room.inviteBot();
      const spoken = await room.mia.say('Hello, is anybody there?');
      await room.mia.heard.untilHears(room.world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
      expect(room.world.model.sessions).toEqual([]);
      expect(await room.bot.stop()).toEqual({ code: 0, signal: null });
    } finally {
      await room.close();
    }
  });
});

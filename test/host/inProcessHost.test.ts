import { describe, expect, it } from 'vitest';
import { InProcessHost } from '../../src/host/inProcessHost.ts';
import type { ToGatewayHalf, ToVoiceHalf } from '../../src/host/messages.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import { countingDecoder } from '../audio/countingDecoder.ts';
import { conversationSettings } from '../conversation/conversationSettings.ts';
import { ScriptedRealtime } from '../conversation/scriptedRealtime.ts';
import { ScriptedVoice } from '../conversation/scriptedVoice.ts';
import { valueJudge } from '../conversation/valueJudge.ts';
import { ManualClock } from '../manualClock.ts';

function open(conversationId: string): Extract<ToVoiceHalf, { type: 'open' }> {
  return { type: 'open', conversationId, settings: conversationSettings('full-duplex'), people: [] };
}

function scriptedHost() {
  const clock = new ManualClock();
  const voices: ScriptedVoice[] = [];
  const told: ToGatewayHalf[] = [];
  const host = new InProcessHost(
    () => ({
      clock,
      makeRealtime: (onEvent) => new ScriptedRealtime(onEvent),
      makeVoice: (onEvent) => {
        const voice = new ScriptedVoice(onEvent);
        voices.push(voice);
        return voice;
      },
      makeDecoder: () => countingDecoder(),
      makeJudge: () => valueJudge(),
    }),
    silentLogger(),
  );
  host.onMessage((message) => told.push(message));
  return { host, voices, told, clock };
}

describe('the host in this thread', () => {
  it('runs conversations beside each other and hands each its own messages', () => {
    const { host, voices } = scriptedHost();
    host.send(open('a'));
    host.send(open('b'));
    host.send({ type: 'move', conversationId: 'b', channelId: 'v2' });
    expect(host.size).toBe(2);
    expect(voices.map((voice) => voice.calls)).toEqual([[['join']], [['join'], ['move', 'v2']]]);
  });

  it('lets nothing but plain data cross', () => {
    const { host } = scriptedHost();
    const message = open('a');
    expect(() =>
      host.send({
        ...message,
        people: [Object.assign(() => 0, { userId: 'x', displayName: 'x', bot: false })],
      }),
    ).toThrow();
  });

  it('forgets a conversation that has ended, and drops what comes for it later', () => {
    const { host, told } = scriptedHost();
    host.send(open('a'));
    host.send({ type: 'close', conversationId: 'a', reason: 'leftByCommand' });
    host.send({ type: 'close', conversationId: 'a', reason: 'leftByCommand' });
    expect(host.size).toBe(0);
    expect(told.filter((message) => message.type === 'ended')).toHaveLength(1);
  });

  it('does not open the same conversation twice', () => {
    const { host, voices } = scriptedHost();
    host.send(open('a'));
    host.send(open('a'));
    expect(voices).toHaveLength(1);
  });

  it('tells the end of a conversation whose parts could not be made', () => {
    const told: ToGatewayHalf[] = [];
    const host = new InProcessHost(() => {
      throw new Error('no codec');
    }, silentLogger());
    host.onMessage((message) => told.push(message));
    host.send(open('a'));
    expect(told).toMatchObject([{ type: 'ended', conversationId: 'a', reason: 'internal' }]);
  });

  it('stops when the last conversation is gone', async () => {
    const { host, told, clock } = scriptedHost();
    host.send(open('a'));
    host.send(open('b'));
    await host.stop();
    expect(
      told.filter((message) => message.type === 'ended').map(({ conversationId }) => conversationId),
    ).toEqual(['a', 'b']);
    expect(clock.pending).toBe(0);
  });
});

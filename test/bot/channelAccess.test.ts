import { PermissionFlagsBits, PermissionsBitField, type PermissionsString } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { type ChannelAccess, joinObstacle } from '../../src/bot/channelAccess.ts';
import { wordsIn } from '../../src/words/wordsFor.ts';

const ALL: PermissionsString[] = ['ViewChannel', 'Connect', 'Speak'];

function obstacle(changes: Partial<ChannelAccess>, bot: PermissionsString[] = ALL): string | undefined {
  const access = {
    channelId: '2',
    stage: false,
    afk: false,
    full: false,
    timedOut: false,
    botPermissions: new PermissionsBitField(bot),
    callerPermissions: new PermissionsBitField(['ViewChannel', 'Connect']),
    ...changes,
  };
  return joinObstacle(access, wordsIn('en'));
}

describe('joinObstacle', () => {
  it('finds none where everything is in order', () => {
    expect(obstacle({})).toBeUndefined();
  });

  it.each([
    [[], '**View Channel**, **Connect**, **Speak** permissions'],
    [['ViewChannel', 'Connect'], 'missing the **Speak** permission in'],
    [['ViewChannel', 'Speak'], 'missing the **Connect** permission in'],
  ] as const)('names what is missing beside %j', (permissions, sentence) => {
    expect(obstacle({}, [...permissions])).toContain(sentence);
  });

  it('needs nothing more than Administrator', () => {
    const botPermissions = new PermissionsBitField(PermissionFlagsBits.Administrator);
    expect(obstacle({ botPermissions, full: true, stage: true, timedOut: true })).toBeUndefined();
  });

  it('may go into a full channel where it may move members', () => {
    expect(obstacle({ full: true })).toContain('full');
    expect(obstacle({ full: true }, [...ALL, 'MoveMembers'])).toBeUndefined();
  });

  it('does not ask for Speak on a stage, but to be let up', () => {
    expect(obstacle({ stage: true }, ['ViewChannel', 'Connect'])).toContain('Mute Members');
    expect(obstacle({ stage: true }, ['ViewChannel', 'Connect', 'MuteMembers'])).toBeUndefined();
    expect(obstacle({ stage: true }, ['Connect', 'MuteMembers'])).toContain('**View Channel**');
  });

  it('says so when it is timed out, or nobody could hear it', () => {
    expect(obstacle({ timedOut: true })).toContain('timed out');
    expect(obstacle({ afk: true })).toContain('AFK');
  });

  it('is no way around what the caller may not do', () => {
    expect(obstacle({ callerPermissions: new PermissionsBitField('ViewChannel') })).toContain('may not join');
  });
});

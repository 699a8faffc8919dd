import { describe, expect, it } from 'vitest';
import { conversationSettings, endingLimits } from '../../src/bot/conversationSettings.ts';
import { loadConfig } from '../../src/config.ts';
import { type ServerChoices, serverSettings } from '../../src/store/serverSettings.ts';

const CONFIG = loadConfig({ DISCORD_TOKEN: 't', OPENAI_API_KEY: 'k', REALTIME_INSTRUCTIONS: 'Be kind.' });
const PLACE = { guildId: '1', channelId: '2', botUserId: '3', tools: [], remoteMcp: [] };

function made(choices: ServerChoices) {
  return conversationSettings(CONFIG, serverSettings(choices), PLACE);
}

describe('conversationSettings', () => {
  it('are the environment’s where the server has chosen nothing', () => {
    const { model, turns, turnMode } = made({});
    expect(model).toMatchObject({ voice: 'marin', speed: 1, turnDetection: undefined });
    expect(model.instructions).toMatch(/^Be kind\./);
    expect([turns, turnMode]).toEqual([CONFIG.turns, 'full-duplex']);
  });

  it('are the server’s where it has', () => {
    const { model, turns, turnMode } = made({
      voice: 'cedar',
      speed: 1.25,
      model: 'gpt-realtime-2.1-mini',
      turnMode: 'half-duplex',
      answerMode: 'push',
      botNames: ['Polly', 'Poll'],
      endpointing: 'semantic',
      language: 'de',
      personaId: 'quizmaster',
    });
    expect(model).toMatchObject({ voice: 'cedar', speed: 1.25, model: 'gpt-realtime-2.1-mini' });
    expect(model.turnDetection).toMatchObject({ kind: 'semantic' });
    expect(turns).toMatchObject({ answerMode: 'push', botNames: ['Polly', 'Poll'] });
    expect(turnMode).toBe('half-duplex');
    expect(model.instructions).toMatch(/pub quiz[\s\S]*Your name here is Polly\.[\s\S]*Always speak German/);
    expect(model.instructions).not.toContain('Be kind.');
  });

  it('are the environment’s again when the persona is gone', () => {
    expect(made({ personaId: 'deleted' }).model.instructions).toMatch(/^Be kind\./);
  });

  it('keep the key to themselves: nothing that a server chooses becomes an address or a header', () => {
    const { url, headers } = made({ model: 'wss://evil.example', voice: 'x' }).model;
    expect([url, headers]).toEqual([CONFIG.model.url, CONFIG.model.headers]);
  });
});

it('leaves when the server says so, and else when the environment does', () => {
  const endings = { aloneMs: 1, silentMs: 2 };
  expect(endingLimits(endings, serverSettings({ aloneMinutes: 0 }))).toEqual({ aloneMs: 0, silentMs: 2 });
  expect(endingLimits(endings, serverSettings({ silentMinutes: 3 }))).toEqual({
    aloneMs: 1,
    silentMs: 180_000,
  });
});

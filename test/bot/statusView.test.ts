import { describe, expect, it } from 'vitest';
import type { ConversationSnapshot } from '../../src/bot/conversationSnapshot.ts';
import type { RunningSettings } from '../../src/bot/runningSettings.ts';
import { stateSentence, statusView } from '../../src/bot/statusView.ts';
import type { EndReason } from '../../src/host/messages.ts';
import { CONVERSATION_STATES } from '../../src/turn/turnSettings.ts';
import { wordsIn } from '../../src/words/wordsFor.ts';

const ENGLISH = wordsIn('en');

const RUNNING: RunningSettings = {
  model: 'm',
  voice: 'v',
  turnMode: 'full-duplex',
  answerMode: 'auto',
  speculate: true,
  decidesTurns: true,
};

function snapshot(changes: Partial<ConversationSnapshot>): ConversationSnapshot {
  return {
    conversationId: 'c1',
    guildId: '1',
    startedByUserId: undefined,
    channelId: '2',
    state: 'listening',
    speakingNames: [],
    heardNames: [],
    trouble: undefined,
    hindrance: undefined,
    movedFromId: undefined,
    warning: undefined,
    transcript: undefined,
    sparing: false,
    report: undefined,
    decisions: [],
    talkedMs: 5000,
    end: undefined,
    running: RUNNING,
    ...changes,
  };
}

describe('statusView', () => {
  it('says each state in its own words', () => {
    const sentences = CONVERSATION_STATES.map((state) => stateSentence(snapshot({ state }), ENGLISH));
    expect(new Set(sentences).size).toBe(CONVERSATION_STATES.length);
    for (const sentence of sentences) expect(sentence).toContain('<#2>');
  });

  it.each([
    [[], 'Hearing somebody in'],
    [['Ada'], 'Hearing **Ada** in'],
    [['Ada', 'Ben'], 'Hearing **Ada** and **Ben** in'],
    [['A', 'B', 'C', 'D', 'E'], 'Hearing **A** and **B** and **C** and others in'],
  ])('names who speaks: %j', (speakingNames, sentence) => {
    expect(stateSentence(snapshot({ state: 'userSpeaking', speakingNames }), ENGLISH)).toContain(sentence);
  });

  it('says which model hears what is said', () => {
    expect(
      statusView(snapshot({ running: { ...RUNNING, model: 'gpt-x' } }), ENGLISH).embeds[0]?.footer?.text,
    ).toContain('gpt-x');
  });

  it.each([
    [true, ['leave:c1', 'talk:c1']],
    [false, ['leave:c1']],
  ])('offers Talk only where people can ask to be answered: %j', (decidesTurns, ids) => {
    const { components } = statusView(snapshot({ running: { ...RUNNING, decidesTurns } }), ENGLISH);
    const shown = components.flatMap((row) => row.components);
    expect(shown.map((button) => 'custom_id' in button && button.custom_id)).toEqual(ids);
  });

  const reasons: EndReason[] = [
    'leftByCommand',
    'leftByTool',
    'alone',
    'silent',
    'kicked',
    'channelDeleted',
    'modelFailed',
    'voiceFailed',
    'shutdown',
    'internal',
  ];
  it('gives every end its own reason, and no button', () => {
    const views = reasons.map((reason) =>
      statusView(snapshot({ state: 'closed', end: { reason, trouble: undefined } }), ENGLISH),
    );
    expect(new Set(views.map(({ embeds }) => embeds[0]?.description)).size).toBe(reasons.length);
    for (const view of views) expect(view.components).toEqual([]);
  });

  it('lets the trouble say why it ended, where there was one', () => {
    const end = {
      reason: 'modelFailed',
      trouble: { code: 'model_no_quota', sentence: 'No quota.' },
    } as const;
    const view = statusView(snapshot({ state: 'closed', end }), ENGLISH);
    expect(view.embeds[0]?.description).toBe('<#2>: No quota. We talked for 5 s.');
  });
});

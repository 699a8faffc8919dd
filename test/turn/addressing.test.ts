import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Addressing, type AddressingOptions } from '../../src/turn/addressing.ts';
import { ANSWER_MODES } from '../../src/turn/localTurnSettings.ts';

const MIA = { userId: 'mia', displayName: 'Mia', bot: false };
const TOM = { userId: 'tom', displayName: 'Tom', bot: false };
const RADIO = { userId: 'radio', displayName: 'Radio', bot: true };
const PARLEY = { userId: 'parley', displayName: 'Parley', bot: true };

const OPTIONS: AddressingOptions = {
  answerMode: 'auto',
  answerWindowMs: 12_000,
  botNames: ['Parley'],
  transcribed: true,
};

function addressingIn(people: (typeof MIA)[], options: Partial<AddressingOptions> = {}): Addressing {
  const addressing = new Addressing({ ...OPTIONS, ...options });
  addressing.people(people);
  return addressing;
}

const group = (options: Partial<AddressingOptions> = {}) => addressingIn([PARLEY, MIA, TOM], options);

const CALL = [{ userId: 'mia', transcript: 'Parley, what time is it over there?' }];
const CHAT = [{ userId: 'mia', transcript: 'Tom, what time is it over there?' }];

describe('alone with one person', () => {
  it('everything is answered at once, other bots or not', () => {
    const addressing = addressingIn([PARLEY, RADIO, MIA]);
    expect(addressing.decide(['mia'], 0)).toBe('yes');
    expect(addressing.decide(['radio', 'mia'], 0)).toBe('yes');
    expect(addressing.decisions.at(-1)?.reason).toBe('alone');
  });

  it('nothing is answered that only bots said', () => {
    const addressing = addressingIn([PARLEY, RADIO, MIA]);
    expect(addressing.decide(['radio'], 0)).toBe('no');
    expect(addressing.decide([], 0)).toBe('no');
    expect(addressing.decisions.at(-1)?.reason).toBe('onlyBots');
  });

  it('somebody who is heard before they are announced is company', () => {
    const addressing = addressingIn([PARLEY, MIA]);
    expect(addressing.decide(['tom'], 0)).toBe('wait');
    expect(new Addressing(OPTIONS).decide(['tom'], 0)).toBe('yes');
  });

  it('begins when the others leave, even while a transcript is waited for', () => {
    const addressing = group();
    expect(addressing.decide(['mia'], 0)).toBe('wait');
    addressing.people([PARLEY, MIA]);
    expect(addressing.heard(['mia'], CHAT, 500)).toBe('yes');
  });
});

describe('in a group', () => {
  it('who calls the bot by its name is answered, who does not is not', () => {
    const addressing = group();
    expect(addressing.decide(['mia'], 0)).toBe('wait');
    expect(addressing.heard(['mia'], CALL, 400)).toBe('yes');
    expect(addressing.decide(['mia'], 1000)).toBe('wait');
    expect(addressing.heard(['mia'], CHAT, 1400)).toBe('no');
    expect(addressing.decisions).toEqual([
      { atMs: 400, userIds: ['mia'], decision: 'yes', reason: 'nameHeard' },
      { atMs: 1400, userIds: ['mia'], decision: 'no', reason: 'nameNotHeard' },
    ]);
  });

  it('the name counts in whatever part of the turn it was heard, unless a bot said it', () => {
    const addressing = addressingIn([PARLEY, RADIO, MIA, TOM]);
    expect(
      addressing.heard(['tom', 'mia'], [{ userId: 'tom', transcript: 'Nice weather.' }, ...CALL], 0),
    ).toBe('yes');
    const radio = [{ userId: 'radio', transcript: 'Parley, you are listening to the news' }];
    expect(addressing.heard(['radio', 'mia'], radio, 0)).toBe('no');
    expect(addressing.heard(['radio'], radio, 0)).toBe('no');
  });

  it('a name much like the bot’s belongs to whoever bears it', () => {
    const marley = { userId: 'marley', displayName: 'Bob Marley', bot: false };
    const said = [{ userId: 'mia', transcript: 'Marley, what time is it over there?' }];
    expect(addressingIn([PARLEY, MIA, TOM]).heard(['mia'], said, 0)).toBe('yes');
    expect(addressingIn([PARLEY, MIA, marley]).heard(['mia'], said, 0)).toBe('no');
  });
});

describe('who was just answered', () => {
  const answered = (options: Partial<AddressingOptions> = {}) => {
    const addressing = group(options);
    addressing.answerStarted(['mia']);
    addressing.answerEnded(10_000);
    return addressing;
  };

  it('goes on without the name until the window has passed; others do not', () => {
    const addressing = answered();
    expect(addressing.decide(['tom'], 10_001)).toBe('wait');
    expect(addressing.decide(['mia'], 22_000)).toBe('yes');
    expect(addressing.decisions.at(-1)?.reason).toBe('followUp');
    expect(addressing.decide(['mia'], 22_001)).toBe('wait');
  });

  it('may begin within the window and take their time', () => {
    const addressing = answered();
    for (let nowMs = 21_000; nowMs <= 60_000; nowMs += 500) addressing.spoke('mia', nowMs);
    expect(addressing.decide(['mia'], 60_200)).toBe('yes');
    const late = answered();
    for (let nowMs = 22_500; nowMs <= 60_000; nowMs += 500) late.spoke('mia', nowMs);
    expect(late.decide(['mia'], 60_200)).toBe('wait');
  });

  it('goes on when they interrupt the answer, however long it is', () => {
    const addressing = group();
    addressing.answerStarted(['mia']);
    addressing.spoke('mia', 99_000);
    expect(addressing.decide(['mia'], 100_000)).toBe('yes');
    expect(addressing.decide(['tom'], 100_000)).toBe('wait');
    addressing.answerEnded(100_000);
    expect(addressing.decide(['mia'], 112_001)).toBe('wait');
  });

  it('is somebody else after the next answer', () => {
    const addressing = answered();
    addressing.answerStarted(['tom']);
    addressing.answerEnded(12_000);
    expect(addressing.decide(['mia'], 12_500)).toBe('wait');
    expect(addressing.decide(['tom'], 12_500)).toBe('yes');
  });

  it('is not the window’s when the end is told twice', () => {
    const addressing = answered();
    addressing.answerEnded(20_000);
    expect(addressing.decide(['mia'], 22_001)).toBe('wait');
  });

  it('has no window where it is 0, and none after they left', () => {
    expect(answered({ answerWindowMs: 0 }).decide(['mia'], 10_000)).toBe('wait');
    const addressing = answered();
    addressing.people([PARLEY, TOM]);
    addressing.people([PARLEY, TOM, MIA]);
    expect(addressing.decide(['mia'], 10_100)).toBe('wait');
  });
});

describe('the Talk button', () => {
  it.each(ANSWER_MODES)('is answered in mode %s', (answerMode) => {
    const addressing = group({ answerMode });
    addressing.arm('mia', 0);
    expect(addressing.decide(['mia'], 20_000)).toBe('yes');
  });

  it('counts until their answer is heard, and for them alone', () => {
    const addressing = group();
    addressing.arm('mia', 0);
    expect(addressing.decide(['tom'], 100)).toBe('wait');
    expect(addressing.decide(['mia'], 200)).toBe('yes');
    expect(addressing.decide(['mia'], 300)).toBe('yes');
    expect(addressing.decisions.at(-1)?.reason).toBe('talkButton');
    addressing.answerStarted(['tom']);
    addressing.answerEnded(400);
    expect(addressing.decide(['mia'], 500)).toBe('yes');
    addressing.answerStarted(['mia']);
    addressing.answerEnded(600);
    expect(addressing.decide(['mia'], 60_000)).toBe('wait');
  });

  it('is forgotten after half a minute of silence, or when they leave', () => {
    const addressing = group();
    addressing.arm('mia', 0);
    expect(addressing.decide(['mia'], 30_001)).toBe('wait');
    addressing.arm('mia', 0);
    addressing.spoke('mia', 29_000);
    expect(addressing.decide(['mia'], 45_000)).toBe('yes');
    addressing.arm('mia', 50_000);
    addressing.people([PARLEY, TOM]);
    addressing.people([PARLEY, TOM, MIA]);
    expect(addressing.decide(['mia'], 50_001)).toBe('wait');
  });

  it('does nothing for somebody who is not in the channel', () => {
    const addressing = group();
    addressing.arm('stranger', 0);
    expect(addressing.decide(['stranger'], 1)).toBe('wait');
  });

  it('may be pressed after speaking, while the transcript is waited for', () => {
    const addressing = group();
    expect(addressing.decide(['mia'], 0)).toBe('wait');
    addressing.arm('mia', 100);
    expect(addressing.heard(['mia'], CHAT, 400)).toBe('yes');
  });

  it('is the only way in mode push', () => {
    const addressing = addressingIn([PARLEY, MIA], { answerMode: 'push' });
    addressing.answerStarted(['mia']);
    addressing.answerEnded(0);
    expect(addressing.decide(['mia'], 1)).toBe('no');
    expect(addressing.heard(['mia'], CALL, 2)).toBe('no');
    expect(addressing.decisions.at(-1)?.reason).toBe('pushOnly');
  });
});

describe('other modes', () => {
  it('always answers everybody but bots', () => {
    const addressing = addressingIn([PARLEY, RADIO, MIA, TOM], { answerMode: 'always' });
    expect(addressing.decide(['mia'], 0)).toBe('yes');
    expect(addressing.decide(['radio'], 0)).toBe('no');
  });

  it('addressed wants to be called even by somebody who is alone', () => {
    const addressing = addressingIn([PARLEY, MIA], { answerMode: 'addressed' });
    expect(addressing.decide(['mia'], 0)).toBe('wait');
    expect(addressing.heard(['mia'], CHAT, 1)).toBe('no');
    expect(addressing.heard(['mia'], CALL, 2)).toBe('yes');
    addressing.answerStarted(['mia']);
    addressing.answerEnded(3);
    expect(addressing.decide(['mia'], 4)).toBe('yes');
  });
});

describe('without transcripts', () => {
  it('a group is answered like always when there never are any', () => {
    const addressing = group({ transcribed: false });
    expect(addressing.decide(['mia'], 0)).toBe('yes');
    expect(addressing.decisions.at(-1)?.reason).toBe('cannotHearName');
  });

  it('addressed stays silent, but for button and window', () => {
    const addressing = group({ answerMode: 'addressed', transcribed: false });
    expect(addressing.decide(['mia'], 0)).toBe('no');
    expect(addressing.decisions.at(-1)?.reason).toBe('noTranscript');
    addressing.arm('mia', 0);
    expect(addressing.decide(['mia'], 0)).toBe('yes');
  });

  it('one that is missing now and then is a name not heard; three in a row wake the bot until one arrives', () => {
    const addressing = group();
    expect(addressing.unheard(['mia'], 0)).toBe('no');
    expect(addressing.unheard(['mia'], 1)).toBe('no');
    addressing.transcriptArrived();
    expect(addressing.unheard(['mia'], 2)).toBe('no');
    expect(addressing.unheard(['mia'], 3)).toBe('no');
    expect(addressing.decisions.at(-1)?.reason).toBe('noTranscript');
    expect(addressing.unheard(['mia'], 4)).toBe('yes');
    expect(addressing.decide(['tom'], 5)).toBe('yes');
    expect(addressing.decisions.at(-1)?.reason).toBe('cannotHearName');
    expect(addressing.heard(['mia'], CHAT, 6)).toBe('no');
    expect(addressing.decide(['tom'], 7)).toBe('wait');
  });

  it('a late one may still call the bot', () => {
    const addressing = group();
    expect(addressing.unheard(['mia'], 0)).toBe('no');
    expect(addressing.heard(['mia'], CALL, 4000)).toBe('yes');
  });
});

describe('the decisions that are kept', () => {
  it('are the last 50, without a word of what was said', () => {
    const addressing = group();
    for (let nowMs = 1; nowMs <= 80; nowMs++) addressing.heard(['mia'], CALL, nowMs);
    expect(addressing.decisions.map(({ atMs }) => atMs)).toEqual(
      Array.from({ length: 50 }, (_, index) => 31 + index),
    );
    expect(JSON.stringify(addressing.decisions)).not.toMatch(/time|Parley/);
  });

  it('settle what was waited for, each person for themselves', () => {
    const addressing = group();
    addressing.decide(['mia'], 0);
    addressing.decide(['tom'], 1);
    addressing.heard(['mia'], CALL, 2);
    expect(addressing.decisions.map(({ userIds, decision }) => [...userIds, decision])).toEqual([
      ['tom', 'wait'],
      ['mia', 'yes'],
    ]);
  });
});

describe('whatever happens', () => {
  const userId = fc.constantFrom<string>('mia', 'tom', 'radio', 'stranger');
  const step = fc.record({
    kind: fc.constantFrom('people', 'arm', 'spoke', 'started', 'ended', 'decide', 'heard', 'unheard'),
    userIds: fc.array(userId, { maxLength: 3 }),
    advanceMs: fc.nat(20_000),
    called: fc.boolean(),
  });

  it('bots are never answered, people with the button always, and nobody waits where nothing is written down', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ANSWER_MODES),
        fc.boolean(),
        fc.array(step, { maxLength: 60 }),
        (answerMode, transcribed, steps) => {
          const addressing = addressingIn([PARLEY, RADIO, MIA, TOM], { answerMode, transcribed });
          const justArmed = new Set<string>();
          let here = new Set(['mia', 'tom']);
          let nowMs = 0;
          for (const { kind, userIds, advanceMs, called } of steps) {
            nowMs += advanceMs;
            if (advanceMs > 0) justArmed.clear();
            if (kind === 'people') {
              here = new Set(userIds.filter((id) => id === 'mia' || id === 'tom'));
              addressing.people([
                PARLEY,
                RADIO,
                ...[MIA, TOM].filter((person) => userIds.includes(person.userId)),
              ]);
              justArmed.clear();
            } else if (kind === 'arm') {
              for (const id of userIds) addressing.arm(id, nowMs);
              for (const id of userIds) if (here.has(id)) justArmed.add(id);
            } else if (kind === 'spoke') {
              for (const id of userIds) addressing.spoke(id, nowMs);
            } else if (kind === 'started') {
              addressing.answerStarted(userIds);
              justArmed.clear();
            } else if (kind === 'ended') {
              addressing.answerEnded(nowMs);
            } else {
              const said = (called ? CALL : CHAT)[0]?.transcript ?? '';
              const decision =
                kind === 'decide'
                  ? addressing.decide(userIds, nowMs)
                  : kind === 'heard'
                    ? addressing.heard(
                        userIds,
                        userIds.map((id) => ({ userId: id, transcript: said })),
                        nowMs,
                      )
                    : addressing.unheard(userIds, nowMs);
              const people = userIds.filter((id) => id !== 'radio');
              if (people.length === 0) expect(decision).toBe('no');
              else if (people.some((id) => justArmed.has(id))) expect(decision).toBe('yes');
              if (!transcribed) expect(decision).not.toBe('wait');
              if (!transcribed && answerMode === 'auto' && people.length > 0 && kind === 'decide')
                expect(decision).toBe('yes');
              expect(addressing.decisions.at(-1)).toMatchObject({ atMs: nowMs, userIds, decision });
            }
            expect(addressing.decisions.length).toBeLessThanOrEqual(50);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

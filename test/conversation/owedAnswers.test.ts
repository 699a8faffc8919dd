import { expect, it } from 'vitest';
import { localTurnSettings, Stage } from './stage.ts';

const PEOPLE = [
  { userId: 'mia', displayName: 'Mia', bot: false },
  { userId: 'tom', displayName: 'Tom', bot: false },
];

/** In whose name the model calls a function now. */
function callers(stage: Stage): string[] {
  stage.realtime.tell({ type: 'responseCreated', responseId: 'r' });
  stage.realtime.tell({
    type: 'toolCall',
    call: { callId: 'c', responseId: 'r', name: 'purge', argumentsJson: '{}' },
  });
  stage.realtime.tell({
    type: 'responseDone',
    responseId: 'r',
    status: 'completed',
    reason: undefined,
    usage: undefined,
  });
  stage.clock.advance(2000);
  const [call] = stage.told.filter((message) => message.type === 'toolCall');
  return (call?.userIds ?? []).toSorted();
}

it('what somebody asked whose answer was given up is not done in the name of whoever spoke into it alone', () => {
  const stage = new Stage(localTurnSettings({ answerMode: 'always' }), PEOPLE);
  stage.speak('mia', 240).end('mia');
  stage.clock.advance(240);
  stage.speak('tom', 240).end('tom');
  stage.clock.advance(1020);
  stage.speak('mia', 500).end('mia');
  stage.clock.advance(3000);
  expect(callers(stage)).toEqual(['mia', 'tom']);
});

it('what was answered aloud is not asked for again', () => {
  const stage = new Stage(localTurnSettings({ answerMode: 'always' }), PEOPLE);
  stage.speak('tom', 600).end('tom');
  stage.clock.advance(100);
  stage.speak('tom', 600).end('tom');
  stage.clock.advance(1000);
  expect(callers(stage)).toEqual(['tom']);
});

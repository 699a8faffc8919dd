import { expect, it, onTestFinished } from 'vitest';
import { LOCAL_TURNS } from './localTurn.ts';
import { Room } from './room.ts';
import { expectTurn } from './turn.ts';

it('/usage shows minutes and tokens of a conversation, and says that a model’s price is not known', async () => {
  const room = await Room.open({ env: { ...LOCAL_TURNS, REALTIME_MODEL: 'house-model' } });
  onTestFinished(() => room.close());
  await room.inviteBot();
  await expectTurn(room);
  const answer = await room.mia.command('usage').reply();
  expect(answer.ephemeral).toBe(true);
  expect(answer.attachments.map(({ name }) => name)).toEqual(['usage.png']);
  const field = (name: string) => answer.embeds[0]?.fields.find((each) => each.name === name)?.value;
  expect(field('Together')).toMatch(/[1-9]\d* tokens$/);
  expect(field('Your part')).toMatch(/[1-9]\d* tokens$/);
  expect(field(':warning:')).toContain('house-model');
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BUILT_IN_TOOLS } from '../../src/tools/builtInTools.ts';
import type { ToolContext } from '../../src/tools/toolContract.ts';
import { parseArguments } from '../../src/tools/toolRegistry.ts';
import { toolContext } from './toolContext.ts';

async function call(name: string, args: unknown, context: ToolContext = toolContext()) {
  const tool = BUILT_IN_TOOLS.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`there is no ${name}`);
  const parsed = parseArguments(tool, JSON.stringify(args));
  const output = parsed.valid ? await tool.run(parsed.value, context) : { error: parsed.why };
  return { output: z.record(z.string(), z.any()).parse(output), respond: tool.speaks };
}

describe('current_time', () => {
  it('tells date and time of a zone', async () => {
    expect((await call('current_time', { zone: 'Asia/Tokyo' })).output).toEqual({
      zone: 'Asia/Tokyo',
      weekday: 'Thursday',
      date: '2 July 2026',
      time: '07:30',
    });
  });

  it('takes UTC when no zone is named', async () => {
    expect((await call('current_time', {})).output).toMatchObject({ zone: 'UTC', time: '22:30' });
  });

  it.each(['Mars/Olympus', '', 'a'.repeat(500)])('names the zone that is wrong: %s', async (zone) => {
    const { output } = await call('current_time', { zone });
    expect(output).toEqual({ error: expect.stringContaining('zone: ') });
  });

  it('says what a zone looks like', async () => {
    const { output } = await call('current_time', { zone: 'Mars/Olympus' });
    expect(output.error).toContain('"Mars/Olympus"');
    expect(output.error).toContain('Europe/Berlin');
  });
});

describe('who_is_here', () => {
  it('names the people and marks bots', async () => {
    expect(await call('who_is_here', {})).toEqual({
      output: { count: 2, names: ['Ada', 'Jukebox (bot)'] },
      respond: true,
    });
  });

  it('stays short in front of a big audience', async () => {
    const people = Array.from({ length: 3000 }, (_, index) => ({
      userId: String(index),
      displayName: `Listener ${index}`,
      bot: false,
    }));
    const { output } = await call('who_is_here', {}, toolContext({ people: () => people }));
    expect(output.count).toBe(3000);
    expect(output.names).toHaveLength(50);
  });
});

describe('leave_channel', () => {
  it('asks for the end and lets the model say nothing more', async () => {
    let left = 0;
    const { output, respond } = await call('leave_channel', {}, toolContext({ leave: () => left++ }));
    expect(left).toBe(1);
    expect(output).toEqual({ leaving: true });
    expect(respond).toBe(false);
  });
});

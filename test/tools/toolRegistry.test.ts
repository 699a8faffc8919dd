import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { silentLogger } from '../../src/observe/logger.ts';
import { BUILT_IN_TOOLS } from '../../src/tools/builtInTools.ts';
import { defineTool, type Tool } from '../../src/tools/toolContract.ts';
import { MAX_TOOL_OUTPUT_CHARACTERS, TOOL_TIMEOUT_MS, ToolRegistry } from '../../src/tools/toolRegistry.ts';
import { ManualClock } from '../manualClock.ts';
import { toolContext } from './toolContext.ts';

function registryOf(...tools: Tool[]) {
  const clock = new ManualClock();
  return { clock, registry: new ToolRegistry(tools, clock, silentLogger()) };
}

const double = defineTool({
  name: 'double',
  description: 'Doubles a number.',
  arguments: z.object({ value: z.number(), unit: z.string().default('') }),
  run: async ({ value, unit }) => ({ doubled: value * 2, unit }),
});

describe('ToolRegistry', () => {
  it('describes each tool to the model with a JSON schema', () => {
    const { registry } = registryOf(double);
    expect(registry.definitions).toEqual([
      {
        name: 'double',
        description: 'Doubles a number.',
        parameters: {
          type: 'object',
          properties: { value: { type: 'number' }, unit: { type: 'string', default: '' } },
          required: ['value'],
        },
      },
    ]);
  });

  it('describes the built-in tools as plain data', () => {
    const { registry } = registryOf(...BUILT_IN_TOOLS);
    expect(registry.definitions.map(({ name }) => name)).toEqual([
      'current_time',
      'who_is_here',
      'leave_channel',
    ]);
    for (const { parameters } of registry.definitions) expect(parameters).toMatchObject({ type: 'object' });
    expect(structuredClone(registry.definitions)).toEqual(registry.definitions);
  });

  it('refuses two tools of one name', () => {
    expect(() => registryOf(double, double)).toThrow('two tools are named double');
  });

  it('answers with the result as JSON text, defaults filled in', async () => {
    const { registry } = registryOf(double);
    expect(await registry.run('double', '{"value":21}', toolContext())).toEqual({
      output: '{"doubled":42,"unit":""}',
      respond: true,
    });
  });

  it.each(['', '  ', 'null', '{}'])('takes "%s" for no arguments', async (argumentsJson) => {
    const { registry } = registryOf(...BUILT_IN_TOOLS);
    const { output } = await registry.run('who_is_here', argumentsJson, toolContext());
    expect(JSON.parse(output)).toMatchObject({ count: 2 });
  });

  it.each([
    ['triple', '{}', 'no tool of that name'],
    ['__proto__', '{}', 'no tool of that name'],
    ['double', '{"value":', 'not valid JSON'],
    ['double', '{"value":"two"}', 'value: '],
    ['double', '[]', 'arguments: '],
  ])('tells the model what is wrong with %s(%s)', async (name, argumentsJson, why) => {
    const { registry } = registryOf(double);
    const { output, respond } = await registry.run(name, argumentsJson, toolContext());
    expect(JSON.parse(output)).toEqual({ error: expect.stringContaining(why) });
    expect(respond).toBe(true);
  });

  it('answers for a tool that throws, at once or later, without telling why', async () => {
    const atOnce: Tool = {
      ...double,
      name: 'atOnce',
      run: () => {
        throw new Error('secret path');
      },
    };
    const later: Tool = { ...double, name: 'later', run: () => Promise.reject(new Error('secret path')) };
    const { registry, clock } = registryOf(atOnce, later);
    for (const name of ['atOnce', 'later']) {
      const { output } = await registry.run(name, '{"value":1}', toolContext());
      expect(JSON.parse(output)).toEqual({ error: 'the tool failed; it may work later' });
    }
    expect(clock.pending).toBe(0);
  });

  it('gives up on a tool that does not answer', async () => {
    const { registry, clock } = registryOf({ ...double, run: () => new Promise(() => {}) });
    const outcome = registry.run('double', '{"value":1}', toolContext());
    clock.advance(TOOL_TIMEOUT_MS);
    expect(JSON.parse((await outcome).output)).toEqual({ error: expect.stringContaining('too long') });
  });

  it('does not hand on an answer that is too long', async () => {
    const long: Tool = { ...double, run: async () => 'x'.repeat(MAX_TOOL_OUTPUT_CHARACTERS) };
    const { output } = await registryOf(long).registry.run('double', '{"value":1}', toolContext());
    expect(JSON.parse(output)).toEqual({ error: expect.stringContaining('too long') });
  });

  it('answers for a tool whose result JSON cannot hold', async () => {
    const nothing: Tool = { ...double, name: 'nothing', run: async () => undefined };
    const big: Tool = { ...double, name: 'big', run: async () => 1n };
    const { registry } = registryOf(nothing, big);
    expect((await registry.run('nothing', '{"value":1}', toolContext())).output).toBe('null');
    expect(JSON.parse((await registry.run('big', '{"value":1}', toolContext())).output)).toHaveProperty(
      'error',
    );
  });
});

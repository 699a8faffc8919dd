import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineTool } from '../../src/tools/toolContract.ts';
import { parseArguments, ToolRegistry } from '../../src/tools/toolRegistry.ts';
import { shippedTools } from './shippedTools.ts';

const double = defineTool({
  name: 'double',
  description: 'Doubles a number.',
  arguments: z.object({ value: z.number(), unit: z.string().default('') }),
  run: async ({ value, unit }) => ({ doubled: value * 2, unit }),
});

describe('ToolRegistry', () => {
  it('describes each tool to the model with a JSON schema', () => {
    expect(new ToolRegistry([double]).definitions()).toEqual([
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

  it('describes the built-in tools as plain data', async () => {
    const definitions = new ToolRegistry((await shippedTools()).tools).definitions();
    for (const { parameters } of definitions) expect(parameters).toMatchObject({ type: 'object' });
    expect(structuredClone(definitions)).toEqual(definitions);
  });

  it('leaves out what is switched off', () => {
    const registry = new ToolRegistry([double, { ...double, name: 'twice' }]);
    expect(registry.definitions(new Set(['double'])).map(({ name }) => name)).toEqual(['twice']);
  });

  it('refuses two tools of one name', () => {
    expect(() => new ToolRegistry([double, double])).toThrow('two tools are named double');
  });

  it('knows tools that come and go, and lets none of them take the place of another', () => {
    const other = {
      tools: [
        { ...double, description: 'Mine.' },
        { ...double, name: 'triple' },
      ],
    };
    const registry = new ToolRegistry([double], [other]);
    expect(registry.find('double')).toBe(double);
    expect(registry.find('triple')).toBeDefined();
    other.tools = [];
    expect(registry.find('triple')).toBeUndefined();
  });
});

describe('parseArguments', () => {
  const none = defineTool({ ...double, arguments: z.object({}), run: async () => null });

  it.each(['', '  ', 'null', '{}'])('takes "%s" for no arguments', (argumentsJson) => {
    expect(parseArguments(none, argumentsJson)).toEqual({ valid: true, value: {} });
  });

  it.each([
    ['{"value":', 'not valid JSON'],
    ['{"value":"two"}', 'value: '],
    ['[]', 'arguments: '],
  ])('says what is wrong with %s', (argumentsJson, why) => {
    expect(parseArguments(double, argumentsJson)).toEqual({
      valid: false,
      why: expect.stringContaining(why),
    });
  });
});

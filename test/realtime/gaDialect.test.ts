import type { SessionUpdateEvent } from 'openai/resources/realtime/realtime';
import { describe, expect, it } from 'vitest';
import { gaDialect } from '../../src/realtime/gaDialect.ts';
import { someSettings } from './sessionUnderTest.ts';

describe('the ga dialect', () => {
  it('puts every setting where api.openai.com looks for it', () => {
    // Typed by OpenAI's own package: a misspelt field does not compile.
    const expected: SessionUpdateEvent = {
      type: 'session.update',
      session: {
        type: 'realtime',
        instructions: 'Be brief.',
        output_modalities: ['audio'],
        audio: {
          input: {
            format: { type: 'audio/pcm', rate: 24_000 },
            noise_reduction: { type: 'far_field' },
            transcription: { model: 'gpt-transcribe' },
            turn_detection: {
              type: 'server_vad',
              threshold: 0.6,
              prefix_padding_ms: 250,
              silence_duration_ms: 450,
              create_response: true,
              interrupt_response: false,
            },
          },
          output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'cedar', speed: 1.1 },
        },
        tools: [
          {
            type: 'function',
            name: 'now',
            description: 'Tells the time.',
            parameters: { type: 'object', properties: {} },
          },
        ],
        tool_choice: 'auto',
        max_output_tokens: 2_000,
      },
    };
    expect(gaDialect.sessionUpdate(someSettings())).toEqual(expected);
  });

  it('switches off what is not wanted, instead of leaving the default', () => {
    const off = someSettings({
      transcriptionModel: undefined,
      noiseReduction: undefined,
      turnDetection: undefined,
      maxOutputTokens: undefined,
      tools: [],
    });
    expect(gaDialect.sessionUpdate(off).session).toMatchObject({
      audio: { input: { transcription: null, noise_reduction: null, turn_detection: null } },
      tools: [],
      max_output_tokens: 'inf',
    });
  });

  it('speaks semantic VAD', () => {
    const semantic = someSettings({
      turnDetection: { kind: 'semantic', eagerness: 'high', createResponse: false, interruptResponse: true },
    });
    expect(gaDialect.sessionUpdate(semantic).session).toMatchObject({
      audio: {
        input: {
          turn_detection: {
            type: 'semantic_vad',
            eagerness: 'high',
            create_response: false,
            interrupt_response: true,
          },
        },
      },
    });
  });

  it('forces a tool by an object', () => {
    const forced = someSettings({ toolChoice: { name: 'now' } });
    expect(gaDialect.sessionUpdate(forced).session).toMatchObject({
      tool_choice: { type: 'function', name: 'now' },
    });
  });

  it('has no temperature, which the server would refuse', () => {
    expect(JSON.stringify(gaDialect.sessionUpdate(someSettings({ temperature: 0.8 })))).not.toContain(
      'temperature',
    );
  });

  it('asks for no beta on the upgrade', () => {
    expect(gaDialect.upgradeHeaders).toEqual({});
  });

  it.each([
    ['user', 'input_text'],
    ['system', 'input_text'],
    ['assistant', 'output_text'],
  ] as const)('writes text of the %s as %s', (role, type) => {
    expect(gaDialect.textItem(role, 'Hello.')).toEqual({
      type: 'conversation.item.create',
      item: { type: 'message', role, content: [{ type, text: 'Hello.' }] },
    });
  });
});

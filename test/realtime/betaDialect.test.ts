import type { SessionUpdateEvent } from 'openai/resources/beta/realtime/realtime';
import { describe, expect, it } from 'vitest';
import { betaDialect } from '../../src/realtime/betaDialect.ts';
import { someSettings } from './sessionUnderTest.ts';

describe('the beta dialect', () => {
  it('puts every setting where a beta server looks for it', () => {
    // Typed by OpenAI's own package: a misspelt field does not compile.
    const expected: SessionUpdateEvent = {
      type: 'session.update',
      session: {
        modalities: ['text', 'audio'],
        instructions: 'Be brief.',
        voice: 'cedar',
        speed: 1.1,
        input_audio_format: 'pcm16',
        output_audio_format: 'pcm16',
        input_audio_noise_reduction: { type: 'far_field' },
        input_audio_transcription: { model: 'gpt-transcribe' },
        turn_detection: {
          type: 'server_vad',
          threshold: 0.6,
          prefix_padding_ms: 250,
          silence_duration_ms: 450,
          create_response: true,
          interrupt_response: false,
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
        temperature: 0.8,
        max_response_output_tokens: 2_000,
      },
    };
    expect(betaDialect.sessionUpdate(someSettings())).toEqual(expected);
  });

  it('switches off what is not wanted, and leaves an unset temperature to the server', () => {
    const off = someSettings({
      transcriptionModel: undefined,
      noiseReduction: undefined,
      turnDetection: undefined,
      maxOutputTokens: undefined,
      temperature: undefined,
    });
    const { session } = betaDialect.sessionUpdate(off);
    expect(session).toMatchObject({
      input_audio_transcription: null,
      input_audio_noise_reduction: null,
      turn_detection: null,
      max_response_output_tokens: 'inf',
    });
    expect(session).not.toHaveProperty('temperature');
  });

  it('forces a tool by its bare name', () => {
    const forced = someSettings({ toolChoice: { name: 'now' } });
    expect(betaDialect.sessionUpdate(forced).session).toMatchObject({ tool_choice: 'now' });
  });

  it('says on the upgrade that it speaks beta', () => {
    expect(betaDialect.upgradeHeaders).toEqual({ 'OpenAI-Beta': 'realtime=v1' });
  });

  it.each([
    ['user', 'input_text'],
    ['system', 'input_text'],
    ['assistant', 'text'],
  ] as const)('writes text of the %s as %s', (role, type) => {
    expect(betaDialect.textItem(role, 'Hello.').item).toEqual({
      type: 'message',
      role,
      content: [{ type, text: 'Hello.' }],
    });
  });
});

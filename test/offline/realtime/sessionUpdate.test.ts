import { describe, expect, it } from 'vitest';
import { defaultSessionConfig, sessionToWire } from '../../../src/offline/realtime/sessionConfig.ts';
import { applySessionUpdate } from '../../../src/offline/realtime/sessionUpdate.ts';
import { WireError } from '../../../src/offline/realtime/wireError.ts';

const config = defaultSessionConfig('gpt-realtime-2.1');
const wire = { id: 'sess_1', expiresAt: 1 };

function refusal(update: unknown, dialect: 'ga' | 'beta' = 'ga', model = 'gpt-realtime-2.1', locked = false) {
  try {
    applySessionUpdate(defaultSessionConfig(model), update, dialect, locked);
  } catch (thrown) {
    if (thrown instanceof WireError) return thrown.body;
    throw thrown;
  }
  throw new Error('the update was accepted');
}

describe('a GA session.update', () => {
  it('takes every field of the documented session', () => {
    const update = {
      type: 'realtime',
      model: 'gpt-realtime-2.1',
      instructions: 'Be kind.',
      output_modalities: ['audio'],
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24_000 },
          noise_reduction: { type: 'near_field' },
          transcription: { model: 'gpt-transcribe', language: 'en', prompt: 'names' },
          turn_detection: {
            type: 'server_vad',
            threshold: 0.7,
            prefix_padding_ms: 200,
            silence_duration_ms: 400,
            idle_timeout_ms: 6_000,
            create_response: false,
            interrupt_response: false,
          },
        },
        output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'cedar', speed: 1.2 },
      },
      tools: [{ type: 'function', name: 'leave', description: 'Leaves.', parameters: { type: 'object' } }],
      tool_choice: { type: 'function', name: 'leave' },
      parallel_tool_calls: true,
      reasoning: { effort: 'low' },
      max_output_tokens: 500,
      tracing: null,
      truncation: { type: 'retention_ratio', retention_ratio: 0.8 },
    };
    const updated = applySessionUpdate(config, update, 'ga', false);
    expect(sessionToWire(updated, 'ga', wire)).toMatchObject(update);
  });

  it('changes only what it names, and clears with "", [] and null', () => {
    const first = applySessionUpdate(
      config,
      { type: 'realtime', instructions: 'One.', tools: [{ type: 'function', name: 'a' }] },
      'ga',
      false,
    );
    expect(first.turnDetection).toEqual(config.turnDetection);
    const second = applySessionUpdate(
      first,
      { type: 'realtime', audio: { input: { turn_detection: null } } },
      'ga',
      false,
    );
    expect(second).toMatchObject({ instructions: 'One.', turnDetection: null });
    const cleared = applySessionUpdate(
      second,
      { type: 'realtime', instructions: '', tools: [] },
      'ga',
      false,
    );
    expect(cleared).toMatchObject({ instructions: '', tools: [], turnDetection: null });
  });

  it('fills a VAD with its defaults', () => {
    const audio = { input: { turn_detection: { type: 'semantic_vad' } } };
    expect(applySessionUpdate(config, { type: 'realtime', audio }, 'ga', false).turnDetection).toEqual({
      type: 'semantic_vad',
      eagerness: 'auto',
      create_response: true,
      interrupt_response: true,
    });
  });

  it.each([
    [{ instructions: 'x' }, 'missing_required_parameter', 'session.type'],
    [{ type: 'realtime', temperature: 0.8 }, 'unknown_parameter', 'session.temperature'],
    [{ type: 'realtime', voice: 'marin' }, 'unknown_parameter', 'session.voice'],
    [{ type: 'realtime', turn_detection: null }, 'unknown_parameter', 'session.turn_detection'],
    [
      { type: 'realtime', output_modalities: ['audio', 'text'] },
      'invalid_value',
      'session.output_modalities',
    ],
    [
      { type: 'realtime', audio: { output: { speed: 2 } } },
      'decimal_above_max_value',
      'session.audio.output.speed',
    ],
    [
      { type: 'realtime', audio: { output: { speed: 0.1 } } },
      'decimal_below_min_value',
      'session.audio.output.speed',
    ],
    [{ type: 'realtime', max_output_tokens: 5_000 }, 'integer_above_max_value', 'session.max_output_tokens'],
    [{ type: 'realtime', instructions: 5 }, 'invalid_type', 'session.instructions'],
    [{ type: 'realtime', model: 'gpt-realtime-2' }, 'invalid_value', 'session.model'],
    [{ type: 'transcription' }, 'invalid_value', 'session.type'],
    [
      { type: 'realtime', tools: [{ type: 'function' }] },
      'missing_required_parameter',
      'session.tools[0].name',
    ],
    [
      { type: 'realtime', audio: { input: { format: { type: 'audio/pcmu' } } } },
      'invalid_value',
      'session.audio.input.format.type',
    ],
    [
      { type: 'realtime', audio: { input: { turn_detection: { type: 'none' } } } },
      'invalid_value',
      'session.audio.input.turn_detection.type',
    ],
    [
      { type: 'realtime', audio: { input: { turn_detection: { type: 'semantic_vad', threshold: 1 } } } },
      'unknown_parameter',
      'session.audio.input.turn_detection.threshold',
    ],
  ])('is refused as OpenAI refuses it: %j', (update, code, param) => {
    expect(refusal(update)).toMatchObject({ type: 'invalid_request_error', code, param });
  });

  it('refuses another voice once the model has spoken, and the same one not', () => {
    const update = (voice: string) => ({ type: 'realtime', audio: { output: { voice } } });
    expect(refusal(update('cedar'), 'ga', 'gpt-realtime-2.1', true).code).toBe('cannot_update_voice');
    expect(applySessionUpdate(config, update('marin'), 'ga', true).voice).toBe('marin');
  });

  it('knows that only the 2.x models reason', () => {
    const update = { type: 'realtime', reasoning: { effort: 'low' } };
    expect(refusal(update, 'ga', 'gpt-realtime').param).toBe('session.reasoning');
    expect(applySessionUpdate(defaultSessionConfig('gpt-realtime-2'), update, 'ga', false).reasoning).toEqual(
      {
        effort: 'low',
      },
    );
  });
});

describe('a beta session.update', () => {
  it('takes the flat fields and says them back flat', () => {
    const update = {
      modalities: ['text', 'audio'],
      instructions: 'Be kind.',
      voice: 'verse',
      input_audio_format: 'pcm16',
      output_audio_format: 'pcm16',
      input_audio_transcription: { model: 'whisper-1' },
      input_audio_noise_reduction: null,
      turn_detection: { threshold: 0.4, silence_duration_ms: 300 },
      tools: [{ type: 'function', name: 'leave' }],
      tool_choice: 'leave',
      temperature: 0.9,
      max_response_output_tokens: 'inf',
      speed: 0.9,
    };
    const updated = applySessionUpdate(config, update, 'beta', false);
    expect(updated).toMatchObject({ temperature: 0.9, toolChoice: { type: 'function', name: 'leave' } });
    expect(sessionToWire(updated, 'beta', wire)).toMatchObject({
      ...update,
      modalities: ['audio', 'text'],
      turn_detection: {
        type: 'server_vad',
        threshold: 0.4,
        silence_duration_ms: 300,
        prefix_padding_ms: 300,
      },
    });
  });

  it.each([
    [{ type: 'realtime' }, 'unknown_parameter', 'session.type'],
    [{ audio: {} }, 'unknown_parameter', 'session.audio'],
    [{ temperature: 0.5 }, 'decimal_below_min_value', 'session.temperature'],
    [{ modalities: ['audio'] }, 'invalid_value', 'session.modalities'],
    [{ input_audio_format: 'g711_ulaw' }, 'invalid_value', 'session.input_audio_format'],
  ])('is refused with %j', (update, code, param) => {
    expect(refusal(update, 'beta')).toMatchObject({ code, param });
  });

  it('turns the VAD off with null', () => {
    expect(applySessionUpdate(config, { turn_detection: null }, 'beta', false).turnDetection).toBeNull();
  });
});

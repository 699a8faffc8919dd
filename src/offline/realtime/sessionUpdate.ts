import { parseBetaSession } from './betaSession.ts';
import { parseGaSession } from './gaSession.ts';
import type { RealtimeDialect, SessionConfig } from './sessionConfig.ts';
import { WireError } from './wireError.ts';

/** Models before the 2.x family neither reason nor call tools in parallel. */
const NOT_REASONING = /^gpt-(?:4o-)?realtime(?:-mini|-preview|-1\.5|-20\d\d.*)?$/;

/**
 * The configuration after a `session.update`: what the update names is changed, the rest stays.
 *
 * @throws WireError when anything in it is refused; then nothing changes
 */
export function applySessionUpdate(
  config: SessionConfig,
  update: unknown,
  dialect: RealtimeDialect,
  voiceIsLocked: boolean,
): SessionConfig {
  const patch = dialect === 'ga' ? parseGaSession(update) : parseBetaSession(update);
  if (patch.model !== undefined && patch.model !== config.model) {
    throw new WireError({
      code: 'invalid_value',
      message: `Cannot change the model of a session: it was opened with '${config.model}'.`,
      param: 'session.model',
    });
  }
  if (voiceIsLocked && patch.voice !== undefined && patch.voice !== config.voice) {
    throw lockedVoice(dialect === 'ga' ? 'session.audio.output.voice' : 'session.voice');
  }
  if (NOT_REASONING.test(config.model)) {
    const name = patch.reasoning !== undefined ? 'reasoning' : 'parallel_tool_calls';
    if (patch.reasoning !== undefined || patch.parallelToolCalls !== undefined) {
      throw new WireError({
        code: 'unsupported_parameter',
        message: `Unsupported parameter: 'session.${name}' is not supported with this model.`,
        param: `session.${name}`,
      });
    }
  }
  return { ...config, ...patch };
}

/** The voice cannot change once the model has spoken. */
export function lockedVoice(param: string): WireError {
  return new WireError({
    code: 'cannot_update_voice',
    message: "Cannot update a conversation's voice if assistant audio is present.",
    param,
  });
}

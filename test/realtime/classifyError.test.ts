import { describe, expect, it } from 'vitest';
import { betaDialect } from '../../src/realtime/betaDialect.ts';
import {
  classifyError,
  classifyRejectedSession,
  isRetryable,
  otherDialectOf,
} from '../../src/realtime/classifyError.ts';
import { gaDialect } from '../../src/realtime/gaDialect.ts';
import type { ServerError } from '../../src/realtime/serverEvent.ts';
import { someSettings } from './sessionUnderTest.ts';

function error(over: Partial<ServerError>): ServerError {
  return { code: undefined, type: undefined, message: '', param: undefined, eventId: undefined, ...over };
}

describe('an error event', () => {
  it.each([
    ['invalid_api_key', 'model_key_refused', 'OPENAI_API_KEY'],
    ['insufficient_quota', 'model_no_quota', 'billing'],
    ['account_deactivated', 'model_no_quota', 'billing'],
    ['billing_hard_limit_reached', 'model_no_quota', 'billing'],
    ['model_not_found', 'model_not_found', 'REALTIME_MODEL'],
    ['beta_api_shape_disabled', 'model_wrong_dialect', 'switch the dialect to ga'],
  ])('%s is fatal: %s, told with "%s"', (code, ours, words) => {
    for (const told of [error({ code }), error({ type: code, code: 'other' })]) {
      const verdict = classifyError(told);
      expect(verdict).toMatchObject({ kind: 'fatal', error: { code: ours, retryable: false } });
      expect(verdict.kind === 'fatal' && verdict.error.tellPerson).toContain(words);
    }
  });

  it('of an expired session means: open a new one', () => {
    expect(classifyError(error({ code: 'session_expired' }))).toMatchObject({
      kind: 'lost',
      error: { code: 'model_session_lost', retryable: true },
    });
  });

  it.each([
    error({ code: 'response_cancel_not_active' }),
    error({ code: 'invalid_value', message: 'Audio content of 3700ms is already shorter than 3760ms' }),
    error({ code: 'item_delete_invalid_item_id' }),
  ])('$code is no trouble', (harmless) => {
    expect(classifyError(harmless)).toEqual({ kind: 'harmless' });
  });

  it('of any other kind is trouble, which may pass or not', () => {
    expect(classifyError(error({ code: 'server_error' }))).toMatchObject({
      kind: 'trouble',
      error: { retryable: true },
    });
    expect(classifyError(error({ code: 'constructor' }))).toMatchObject({
      kind: 'trouble',
      error: { retryable: false },
    });
    expect(isRetryable(error({ type: 'rate_limit_exceeded', code: 'x' }))).toBe(true);
  });

  it('never carries a key on', () => {
    const verdict = classifyError(
      error({ code: 'invalid_api_key', message: 'Incorrect API key provided: sk-proj-abc123. Bearer zzz' }),
    );
    expect(verdict.kind === 'fatal' && verdict.error.message).toContain('[redacted]');
    expect(JSON.stringify([verdict, verdict.kind === 'fatal' && verdict.error.message])).not.toMatch(
      /abc123|zzz/,
    );
  });
});

describe('refused settings', () => {
  it('are fatal and name the field', () => {
    const verdict = classifyRejectedSession(
      error({ code: 'invalid_value', param: 'session.audio.output.voice', message: 'no such voice' }),
      'ga',
    );
    expect(verdict).toMatchObject({ kind: 'fatal', error: { code: 'model_session_rejected' } });
    expect(verdict.kind === 'fatal' && verdict.error.tellPerson).toContain('session.audio.output.voice');
  });

  it('do not show people a field name that is none', () => {
    const verdict = classifyRejectedSession(error({ code: 'x', param: '@everyone http://evil' }), 'ga');
    expect(verdict.kind === 'fatal' && verdict.error.tellPerson).not.toContain('everyone');
  });

  it.each([
    ['ga', 'unknown_parameter', 'session.type', 'beta'],
    ['ga', 'unknown_parameter', 'session.audio', 'beta'],
    ['beta', 'missing_required_parameter', 'session.type', 'ga'],
    ['beta', 'unknown_parameter', 'session.input_audio_format', 'ga'],
    ['beta', 'unknown_parameter', 'session.modalities', 'ga'],
  ] as const)('%s spoken, %s of %s: the server speaks %s', (spoken, code, param, speaks) => {
    const verdict = classifyRejectedSession(error({ code, param }), spoken);
    expect(verdict).toMatchObject({ kind: 'fatal', error: { code: 'model_wrong_dialect' } });
    expect(verdict.kind === 'fatal' && verdict.error.tellPerson).toContain(`switch the dialect to ${speaks}`);
  });

  it('say nothing about the dialect when only a value is wrong', () => {
    expect(
      classifyRejectedSession(error({ code: 'invalid_value', param: 'session.voice' }), 'beta'),
    ).toMatchObject({ error: { code: 'model_session_rejected' } });
  });

  it('may be the server being unwell', () => {
    expect(classifyRejectedSession(error({ code: 'server_error' }), 'ga')).toMatchObject({ kind: 'lost' });
  });
});

describe('the shape of a session', () => {
  it('tells a lenient server of the other dialect', () => {
    expect(otherDialectOf({ modalities: ['audio'], voice: 'alloy' }, 'ga')).toBe('beta');
    expect(otherDialectOf({ type: 'realtime', audio: {} }, 'beta')).toBe('ga');
  });

  it('is no evidence when it echoes what was sent, or tells little', () => {
    const sent = (event: Record<string, unknown>) => Object(event.session);
    expect(otherDialectOf(sent(gaDialect.sessionUpdate(someSettings())), 'ga')).toBeUndefined();
    expect(otherDialectOf(sent(betaDialect.sessionUpdate(someSettings())), 'beta')).toBeUndefined();
    expect(otherDialectOf({}, 'ga')).toBeUndefined();
    expect(otherDialectOf({ audio: {}, modalities: [] }, 'ga')).toBeUndefined();
  });
});

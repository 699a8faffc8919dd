import { describe, expect, it } from 'vitest';
import { closeError, retryAfterMs, upgradeRefusal } from '../../src/realtime/connectionErrors.ts';

function body(code: string): string {
  return JSON.stringify({ error: { message: 'No.', type: 'x', code } });
}

describe('a refused upgrade', () => {
  it.each([
    [401, 'model_key_refused'],
    [403, 'model_key_refused'],
    [402, 'model_no_quota'],
    [404, 'model_not_found'],
    [400, 'model_unreachable'],
    [200, 'model_unreachable'],
    [302, 'model_unreachable'],
  ])('with %i is %s and final', (status, code) => {
    expect(upgradeRefusal(status, '')).toMatchObject({ code, retryable: false });
  });

  it.each([408, 429, 500, 502, 503, 504])('with %i may pass', (status) => {
    expect(upgradeRefusal(status, 'Bad gateway')).toMatchObject({
      code: 'model_unreachable',
      retryable: true,
    });
  });

  it('is what its body says: a 429 may be an empty account', () => {
    expect(upgradeRefusal(429, body('insufficient_quota'))).toMatchObject({
      code: 'model_no_quota',
      retryable: false,
    });
    expect(upgradeRefusal(429, body('rate_limit_exceeded'))).toMatchObject({ retryable: true });
    expect(upgradeRefusal(400, body('model_not_found'))).toMatchObject({ code: 'model_not_found' });
  });

  it('understands a body that is only words, or cut short', () => {
    expect(upgradeRefusal(503, '{"error":"overloaded"}').message).toContain('overloaded');
    expect(upgradeRefusal(503, '{"error":{"mess')).toMatchObject({ retryable: true });
  });
});

describe('a closed socket', () => {
  it.each([1000, 1001, 1005, 1006, 1008, 1009, 1011, 1012])('with %i may be opened again', (code) => {
    expect(closeError(code, '', 'ga')).toMatchObject({ code: 'model_session_lost', retryable: true });
  });

  it('with 4000 means that beta is not spoken here, if beta was', () => {
    expect(closeError(4000, '', 'beta')).toMatchObject({ code: 'model_wrong_dialect', retryable: false });
    expect(closeError(4000, '', 'ga')).toMatchObject({ code: 'model_session_lost' });
  });

  it('may carry a final code in its reason', () => {
    expect(closeError(4000, 'invalid_request_error.beta_api_shape_disabled', 'ga')).toMatchObject({
      code: 'model_wrong_dialect',
    });
    expect(closeError(1008, 'insufficient_quota', 'ga')).toMatchObject({ code: 'model_no_quota' });
    expect(closeError(3000, 'invalid_request_error.invalid_api_key', 'ga')).toMatchObject({
      code: 'model_key_refused',
    });
  });
});

describe('how long a refused client is to wait', () => {
  it.each([
    [429, '3', 3_000],
    [503, ' 120 ', 120_000],
    [503, '0', 0],
    [500, '3', undefined],
    [401, '3', undefined],
    [429, undefined, undefined],
    [429, '', undefined],
    [429, '-1', undefined],
    [429, '1.5', undefined],
    [429, '99999999999999999999', undefined],
    [503, 'Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  ])('status %i with %j', (status, header, expected) => {
    expect(retryAfterMs(status, header)).toBe(expected);
  });
});

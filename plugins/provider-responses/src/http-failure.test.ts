import { expect, test } from 'vitest';
import { httpFailure } from './http-failure.ts';

const URL = 'http://127.0.0.1:43961/v1/responses';
const judge = (status: number, body: string | object = '', headers: Record<string, string> = {}) =>
  httpFailure({
    status,
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    url: URL,
    now: Date.UTC(2026, 0, 1),
  });

// The messages of Codex 0.128, as its app server sent them.
test('the body of a 400 is the message', () => {
  const body = '{"error":{"message":"bad request thing","type":"invalid_request_error","code":"x"}}';
  const { error, recovery } = judge(400, body);
  expect(error).toMatchObject({ message: body, codexErrorInfo: 'other', code: 'model_http_error' });
  expect(error.mend).toBeUndefined();
  expect(recovery).toBe('none');
});

test('a 401 is told with its URL', () => {
  expect(judge(401, 'no').error).toMatchObject({
    message: `unexpected status 401 Unauthorized: no, url: ${URL}`,
    codexErrorInfo: 'other',
  });
  expect(judge(401, { error: { message: 'wrong key' } }).error.message).toContain('Unauthorized: wrong key, url');
});

test('a 500 has a fixed message', () => {
  expect(judge(500, 'stack trace')).toMatchObject({
    recovery: 'request',
    error: {
      message: "We're currently experiencing high demand, which may cause temporary errors.",
      codexErrorInfo: 'internalServerError',
    },
  });
});

test('limits: those that waiting lifts are tried again, others not', () => {
  expect(judge(429, 'slow down', { 'retry-after': '2' })).toMatchObject({
    recovery: 'request',
    retryAfterMs: 2000,
    error: {
      message: 'exceeded retry limit, last status: 429 Too Many Requests',
      codexErrorInfo: { responseTooManyFailedAttempts: { httpStatusCode: 429 } },
    },
  });
  expect(judge(429, { error: { type: 'usage_limit_reached', resets_at: 1_777_550_400 } })).toMatchObject({
    recovery: 'none',
    error: {
      message: "You've hit your usage limit. Try again at 2026-04-30T12:00:00.000Z.",
      codexErrorInfo: 'usageLimitExceeded',
    },
  });
  expect(judge(429, { error: { code: 'insufficient_quota' } }).error.codexErrorInfo).toBe('usageLimitExceeded');
});

test('other statuses', () => {
  expect(judge(503).error.codexErrorInfo).toBe('serverOverloaded');
  expect(judge(529, { error: { type: 'overloaded_error' } }).error.codexErrorInfo).toBe('serverOverloaded');
  expect(judge(502, '<html>')).toMatchObject({ recovery: 'request', error: { codexErrorInfo: 'other' } });
  expect(judge(404, '').error.message).toBe(`unexpected status 404 Not Found: Unknown error, url: ${URL}`);
  expect(judge(413, { error: { code: 'context_length_exceeded' } }).error.codexErrorInfo).toBe('contextWindowExceeded');
  expect(judge(400, { error: { code: 'cyber_policy', message: 'no' } }).error).toMatchObject({
    message: 'no',
    codexErrorInfo: 'cyberPolicy',
  });
  expect(judge(403, 'x'.repeat(5000), { 'x-request-id': 'req_1' }).error.message).toMatch(
    /x{1000}\.\.\., url: .*, request id: req_1$/,
  );
});

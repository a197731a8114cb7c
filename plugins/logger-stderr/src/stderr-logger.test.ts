import { spawn } from 'node:child_process';
import { testPlugin } from '@tenon/testing/plugin';
import { expect, test } from 'vitest';
import { LoggerStderrConfig } from './config.ts';
import { formatJson, formatText } from './format.ts';
import plugin from './index.ts';
import { createLogger } from './stderr-logger.ts';

testPlugin(plugin, { config: { level: 'debug', json: true }, invalidConfig: { level: 'loud' } });

const linesOf = (config: unknown) => {
  const lines: string[] = [];
  const logger = createLogger(LoggerStderrConfig.parse(config), (line) => lines.push(line));
  for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level](`a ${level}`);
  return lines;
};

test('writes from its level on', () => {
  expect(linesOf({})).toEqual(['tenon: warn: a warn\n', 'tenon: error: a error\n']);
  expect(linesOf({ level: 'debug' })).toHaveLength(4);
  expect(linesOf({ level: 'error' })).toHaveLength(1);
});

test('a message is one line, whatever is in it', () => {
  const circular: Record<string, unknown> = { n: 1n };
  circular.self = circular;
  const bad = {
    toJSON() {
      throw new Error('no');
    },
  };
  const fields = {
    id: 'x-1',
    path: '/a b',
    n: 3,
    none: undefined,
    nil: null,
    list: [1, 'b'],
    error: new Error('a\nb'),
  };
  expect(formatText('warn', 'one\ntwo\x1b[31m', fields)).toBe(
    'tenon: warn: one\\ntwo\\u001b[31m id=x-1 path="/a b" n=3 none=undefined nil=null list=[1,"b"] error="a\\nb"\n',
  );
  expect(formatText('info', 'm', { circular, bad, empty: '' })).toBe(
    'tenon: info: m circular={"n":"1","self":"[seen]"} bad="[cannot be shown: no]" empty=""\n',
  );
});

test('JSON lines can be read back', () => {
  const line = formatJson('error', 'm', { a: 1, level: 'fake', error: new Error('e') }, new Date(0));
  expect(JSON.parse(line)).toEqual({
    a: 1,
    error: 'e',
    time: '1970-01-01T00:00:00.000Z',
    level: 'error',
    message: 'm',
  });
  expect(line.endsWith('}\n')).toBe(true);
});

test('a reader that is gone does not end the host', async () => {
  const module = new URL('./stderr-logger.ts', import.meta.url).href;
  const script = `import(${JSON.stringify(module)}).then(({ writeToStderr }) => {
    process.stdin.once('data', () => {
      for (let i = 0; i < 100; i++) writeToStderr('line\\n');
      process.stdout.write('alive');
      process.exit(0);
    });
    process.stdout.write('ready');
  })`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (said === 'ready') {
      child.stderr.once('close', () => child.stdin.write('go\n'));
      child.stderr.destroy();
    }
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ code, said }).toEqual({ code: 0, said: 'readyalive' });
});

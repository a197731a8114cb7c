import type { ResponseItem } from '@tenon/protocol';
import { describe, expect, test } from 'vitest';
import { reply } from '../model-server/reply.ts';
import { collect, type ModelProviderContract, modelRequest, withProvider } from './setup.ts';

/** The text of the `input` array, without its closing bracket. */
function inputText(raw: string): string {
  const from = raw.indexOf('"input":[');
  expect(from).toBeGreaterThan(0);
  const input: unknown = JSON.parse(raw).input;
  const text = JSON.stringify(input).slice(0, -1);
  expect(raw.slice(from + '"input":'.length)).toContain(text);
  return text;
}

export function wireSuite(contract: ModelProviderContract): void {
  describe('wire', () => {
    test('asks for a stream that is not stored, with the thread as cache key', async () => {
      await withProvider(contract, [reply.text('x')], async ({ provider, server }) => {
        await collect(provider, modelRequest({ threadId: 'thread-9' }));
        const [request] = server.requests;
        expect(request?.headers.accept).toBe('text/event-stream');
        expect(request?.body).toMatchObject({
          model: 'gpt-5.2-codex',
          instructions: 'Be brief.',
          input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] }],
          tools: [],
          tool_choice: 'auto',
          parallel_tool_calls: true,
          reasoning: { effort: 'medium', summary: 'auto' },
          store: false,
          stream: true,
          include: ['reasoning.encrypted_content'],
          prompt_cache_key: 'thread-9',
        });
      });
    });

    test('`input` of the next request begins with this one, to the byte', async () => {
      const replies = [
        reply.all(reply.reasoning('hm', { encryptedContent: 'e' }), reply.call('exec_command', { cmd: 'é "x"\n' })),
        reply.text('done', { phase: 'final_answer' }),
        reply.text('bye'),
      ];
      await withProvider(contract, replies, async ({ provider, server }) => {
        const input: ResponseItem[] = [...modelRequest().input];
        for (let n = 0; n < replies.length; n += 1) {
          const events = await collect(provider, modelRequest({ input: [...input] }));
          for (const event of events) {
            if (event.type !== 'itemDone') continue;
            input.push(event.item);
            if (event.item.type === 'function_call') {
              input.push({ type: 'function_call_output', call_id: event.item.call_id, output: 'ok' });
            }
          }
        }
        const texts = server.requests.map(({ raw }) => inputText(raw));
        expect(texts[1]?.startsWith(`${texts[0]},`)).toBe(true);
        expect(texts[2]?.startsWith(`${texts[1]},`)).toBe(true);
        // What goes before `input` does not change within a thread.
        const heads = server.requests.map(({ raw }) => raw.slice(0, raw.indexOf('"input":[')));
        expect(new Set(heads).size).toBe(1);
      });
    });

    test('one connection serves several turns', async () => {
      const replies = [reply.text('1'), reply.deltas(1000), reply.text('3')];
      await withProvider(contract, replies, async ({ provider, server }) => {
        for (const _ of replies) await collect(provider);
        expect(server.connections).toBe(1);
      });
    });
  });
}

import { definePlugin, type Plugin } from '@tenon/plugin-api';
import type { FileSystem, SpawnRequest } from '@tenon/plugin-api/environment';
import { type Policy, type PolicyDecision, type PolicyRequest, policy } from '@tenon/plugin-api/policy';
import { type SandboxRequest, sandbox } from '@tenon/plugin-api/sandbox';

export interface TestPolicy {
  readonly plugin: Plugin<undefined>;
  readonly asked: readonly PolicyRequest[];
  /** Default: run, under the profile in force. */
  decide: (request: PolicyRequest) => PolicyDecision | Promise<PolicyDecision>;
  /** Default: none, so that no amendment is kept. Set it before the policy is first asked. */
  amend: Policy['amend'];
}

/** A policy that is a function. */
export function testPolicy(id = 'test.policy'): TestPolicy {
  const asked: PolicyRequest[] = [];
  const given: TestPolicy = {
    asked,
    decide: ({ profile }) => ({ kind: 'run', profile }),
    amend: undefined,
    plugin: definePlugin({
      id,
      register: () => [
        policy.provide(() => ({
          decide: (request) => {
            asked.push(request);
            return given.decide(request);
          },
          ...(given.amend && { amend: given.amend }),
        })),
      ],
    }),
  };
  return given;
}

export interface TestSandbox {
  readonly plugin: Plugin<undefined>;
  /** What it was given to confine. */
  readonly wrapped: readonly { readonly command: SpawnRequest; readonly request: SandboxRequest }[];
  readonly confined: readonly SandboxRequest[];
  /** Default: `sandboxed` before the command. */
  wrap: (command: SpawnRequest, request: SandboxRequest) => SpawnRequest | Promise<SpawnRequest>;
  /** Default: the files as they are. */
  files: (files: FileSystem, request: SandboxRequest) => FileSystem;
}

/** A sandbox that confines nothing, and remembers what went through it. */
export function testSandbox(id = 'test.sandbox'): TestSandbox {
  const wrapped: { command: SpawnRequest; request: SandboxRequest }[] = [];
  const confined: SandboxRequest[] = [];
  const given: TestSandbox = {
    wrapped,
    confined,
    wrap: (command) => ({ ...command, argv: ['sandboxed', ...command.argv] }),
    files: (files) => files,
    plugin: definePlugin({
      id,
      register: () => [
        sandbox.provide(() => ({
          name: 'test',
          unavailable: () => undefined,
          wrap: (command, request) => {
            wrapped.push({ command, request });
            return given.wrap(command, request);
          },
          files: (files, request) => {
            confined.push(request);
            return given.files(files, request);
          },
        })),
      ],
    }),
  };
  return given;
}

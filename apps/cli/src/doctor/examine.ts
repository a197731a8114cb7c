import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { configuredProfile, type Host } from '@tenon/app-server';
import type { Generation } from '@tenon/kernel';
import { isTenonError } from '@tenon/plugin-api';
import { environments } from '@tenon/plugin-api/environment';
import { type SandboxMechanism, sandbox } from '@tenon/plugin-api/sandbox';
import type { PermissionProfile } from '@tenon/protocol';
import { bindProfile, compileEnforcement } from '@tenon/sandboxing';
import { type HostOptions, openHost } from '../host.ts';
import { version } from '../version.ts';
import type { Finding } from './attempt.ts';
import { filesDoor } from './files-door.ts';
import { proofProfile } from './ground.ts';
import { prove } from './prove.ts';
import { scriptedModel } from './scripted-model.ts';
import { shellDoor } from './shell-door.ts';
import { toolDoors } from './tools-door.ts';

export interface Diagnosis {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly home: { readonly path: string; readonly writable: boolean };
  /** null where the host did not open. */
  readonly sandbox: SandboxState | null;
  /** What commands run under in the folder; null where the host did not open. */
  readonly profile: { readonly cwd: string; readonly confines: boolean; readonly value: PermissionProfile } | null;
  readonly findings: readonly Finding[];
  readonly problems: readonly DoctorProblem[];
  /** Everything was attempted, and nothing succeeded that must not. */
  readonly proven: boolean;
  /** That, and the configuration of the folder makes use of it. */
  readonly protected: boolean;
}

export interface SandboxState {
  readonly name: string;
  /** The plugin that provides it. */
  readonly plugin: string;
  /** Why nothing can be confined; null when it can. */
  readonly unavailable: string | null;
  readonly mechanisms: readonly SandboxMechanism[];
}

export interface DoctorProblem {
  readonly code: string | null;
  readonly message: string;
  readonly mend: string | null;
}

export type ExamineOptions = Omit<HostOptions, 'onProblem' | 'plugins'>;

/** Opens the host as a run would, and tries its sandbox. `tried` is told of each door's findings as they come. */
export async function examine(options: ExamineOptions, signal: AbortSignal): Promise<Diagnosis> {
  const problems: DoctorProblem[] = [];
  const note = (error: unknown) => void problems.push(problemOf(error));
  const model = scriptedModel();
  const common = {
    version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    home: { path: options.home, writable: await isWritable(options.home) },
  };
  if (!common.home.writable) note(new Error(`${options.home} cannot be written: no thread can be stored`));
  let host: Host;
  try {
    host = await openHost({ ...options, plugins: [model.plugin], onProblem: note }, () =>
      Promise.reject(new Error('tenon doctor cannot ask anybody')),
    );
  } catch (error) {
    note(error);
    return { ...common, sandbox: null, profile: null, findings: [], problems, proven: false, protected: false };
  }
  try {
    for (const { summary } of host.warnings) note(new Error(summary));
    for (const { problems: of } of host.runtime.report) of.forEach(note);
    using generation = host.runtime.acquire();
    const { cwd } = options;
    const { tmpdir } = generation.service(environments).get().platform;
    const value = configuredProfile(await host.configFor(cwd));
    const confines = compileEnforcement(bindProfile(value, { cwd, tmpdir })).needed;
    const state = sandboxState(host, generation);
    const doors = [shellDoor(generation), filesDoor(generation), ...toolDoors(host, model)];
    const findings: Finding[] = [];
    // Without a sandbox there is nothing to prove.
    if (state.unavailable === null) {
      for (const door of doors) findings.push(...(await prove(door, tmpdir, signal)));
    }
    const proven =
      findings.length > 0 && findings.every(({ outcome }) => outcome === 'prevented' || outcome === 'works');
    const profile = { cwd, confines, value };
    return { ...common, sandbox: state, profile, findings, problems, proven, protected: proven && confines };
  } finally {
    await host.close();
  }
}

function sandboxState({ runtime }: Host, generation: Generation): SandboxState {
  const box = generation.service(sandbox);
  const plugin = runtime.report.find(({ contributions }) => contributions.includes(sandbox.id))?.id ?? 'unknown';
  const unavailable = box.unavailable(proofProfile({ workspace: '/' })) ?? null;
  return { name: box.name, plugin, unavailable, mechanisms: box.mechanisms?.() ?? [] };
}

/** What a problem says, and the mend where there is one. */
function problemOf(error: unknown): DoctorProblem {
  const message = error instanceof Error ? error.message : String(error);
  const known = [error, (error as Error | undefined)?.cause].find(isTenonError);
  return { code: known?.code ?? null, message, mend: known?.mend ?? null };
}

/** A folder that is not there yet is made in the nearest one that is. */
async function isWritable(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) return false;
    return isWritable(dirname(folder));
  }
}

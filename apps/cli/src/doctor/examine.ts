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
  readonly profile: ProfileState | null;
  readonly findings: readonly Finding[];
  readonly problems: readonly DoctorProblem[];
  /** Everything was attempted, and nothing succeeded that must not. */
  readonly proven: boolean;
  /** That, and the folder's configuration makes use of it. */
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

export interface ProfileState {
  readonly cwd: string;
  /** False where it lets everything be done. */
  readonly confines: boolean;
  /** Why the sandbox cannot keep to it; null when it can. */
  readonly unavailable: string | null;
  readonly value: PermissionProfile;
}

export interface DoctorProblem {
  readonly code: string | null;
  readonly message: string;
  readonly mend: string | null;
}

export interface ExamineOptions extends Omit<HostOptions, 'onProblem' | 'plugins'> {
  /** Told of each way to the world before it is tried. */
  readonly onDoor: (name: string) => void;
}

/** Opens the host as a run would, and tries its sandbox. Rejects with the signal's reason. */
export async function examine({ onDoor, ...options }: ExamineOptions, signal: AbortSignal): Promise<Diagnosis> {
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
  let opened: Opened;
  try {
    opened = await open({ ...options, plugins: [model.plugin], onProblem: note });
  } catch (error) {
    note(error);
    return { ...common, sandbox: null, profile: null, findings: [], problems, proven: false, protected: false };
  }
  const { host, configured } = opened;
  try {
    for (const { summary } of host.warnings) note(new Error(summary));
    for (const { problems: of } of host.runtime.report) of.forEach(note);
    using generation = host.runtime.acquire();
    const { tmpdir } = generation.service(environments).get().platform;
    const state = sandboxState(host, generation);
    const profile = profileState(configured, { cwd: options.cwd, tmpdir }, generation);
    const doors = [shellDoor(generation), filesDoor(generation), ...toolDoors(host, generation, model)];
    const findings: Finding[] = [];
    // Without a sandbox there is nothing to prove.
    if (state.unavailable === null) {
      for (const door of doors) {
        onDoor(door.name);
        findings.push(...(await prove(door, tmpdir, signal)));
      }
    }
    const proven =
      findings.length > 0 && findings.every(({ outcome }) => outcome === 'prevented' || outcome === 'works');
    const isProtected = proven && profile.confines && profile.unavailable === null;
    return { ...common, sandbox: state, profile, findings, problems, proven, protected: isProtected };
  } finally {
    await host.close();
  }
}

interface Opened {
  readonly host: Host;
  /** The profile that the configuration gives to the folder. */
  readonly configured: PermissionProfile;
}

async function open(options: HostOptions): Promise<Opened> {
  const host = await openHost(options, () => Promise.reject(new Error('tenon doctor cannot ask anybody')));
  try {
    return { host, configured: configuredProfile(await host.configFor(options.cwd)) };
  } catch (error) {
    await host.close();
    throw error;
  }
}

function profileState(
  value: PermissionProfile,
  place: { readonly cwd: string; readonly tmpdir: string },
  generation: Generation,
): ProfileState {
  const confines = compileEnforcement(bindProfile(value, place)).needed;
  const unavailable = generation.service(sandbox).unavailable(value) ?? null;
  return { cwd: place.cwd, confines, unavailable, value };
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

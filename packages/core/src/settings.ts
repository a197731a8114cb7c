import type {
  ActivePermissionProfile,
  ApprovalsReviewer,
  AskForApproval,
  PermissionProfile,
  ReasoningEffort,
  ReasoningSummary,
  ServiceTier,
} from '@tenon/protocol';
import { profileOfPolicy } from '@tenon/sandboxing';
import { defaultSkillSettings, type SkillSettings } from '@tenon/skills';

/** What a thread works with from turn to turn. A turn may override them, for itself and all later turns. */
export interface ThreadSettings {
  /** Absolute. */
  readonly cwd: string;
  readonly model: string;
  /** Name of a `modelProviders` member. */
  readonly modelProvider: string;
  readonly approvalPolicy: AskForApproval;
  readonly approvalsReviewer: ApprovalsReviewer;
  /** What commands and file changes may touch. Its special paths are symbolic: a later turn may have another `cwd`. */
  readonly permissionProfile: PermissionProfile;
  /** The named profile that `permissionProfile` is; null when it is none. */
  readonly activePermissionProfile: ActivePermissionProfile | null;
  /** Nobody may grant the network to what has none: administrators keep it off. Running without the sandbox is another matter. */
  readonly networkKeptOff: boolean;
  readonly effort: ReasoningEffort | null;
  readonly summary: ReasoningSummary;
  readonly serviceTier: ServiceTier | null;
  readonly verbosity: 'low' | 'medium' | 'high' | null;
  /** The thread's `instructions` to the model; null: the ones of this package. */
  readonly baseInstructions: string | null;
  readonly developerInstructions: string | null;
  /** Which skills it may use, and whether the model is told of them. */
  readonly skills: SkillSettings;
}

/** A new thread's settings: where it works, and with what model. The rest has defaults. */
export type NewThreadSettings = Pick<ThreadSettings, 'cwd' | 'model' | 'modelProvider'> & Partial<ThreadSettings>;

/** What a thread starts with unless it is told otherwise: it reads, and asks before it does more. */
export const defaultSettings: Omit<ThreadSettings, 'cwd' | 'model' | 'modelProvider'> = {
  approvalPolicy: 'on-request',
  approvalsReviewer: 'user',
  permissionProfile: profileOfPolicy({ type: 'readOnly' }),
  activePermissionProfile: null,
  networkKeptOff: false,
  effort: null,
  summary: 'auto',
  serviceTier: null,
  verbosity: null,
  baseInstructions: null,
  developerInstructions: null,
  skills: defaultSkillSettings,
};

/** What a client wants the model's provider to be told with each request of a turn. */
export type ClientMetadata = Readonly<Record<string, string>>;

/** What one `turn/start` brings beside its input. `outputSchema` and `clientMetadata` hold for that turn alone; `queue`: never steer the running turn. */
export type TurnOverrides = Partial<
  Pick<
    ThreadSettings,
    | 'cwd'
    | 'model'
    | 'approvalPolicy'
    | 'approvalsReviewer'
    | 'permissionProfile'
    | 'activePermissionProfile'
    | 'effort'
    | 'summary'
    | 'serviceTier'
  >
> & {
  readonly outputSchema?: unknown;
  readonly queue?: boolean;
  readonly clientMetadata?: ClientMetadata;
};

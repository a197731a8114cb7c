import type { ClientMethod } from '@tenon/protocol';
import type { Handler } from './handler.ts';

/** The one table of what answers which method. Each family is loaded with its first request. */
export const handlers = {
  initialize: async () => (await import('./methods/initialize.ts')).initialize,
  'thread/start': async () => (await import('./methods/thread.ts')).threadStart,
  'thread/resume': async () => (await import('./methods/thread.ts')).threadResume,
  'thread/unsubscribe': async () => (await import('./methods/thread.ts')).threadUnsubscribe,
  'thread/read': async () => (await import('./methods/thread-read.ts')).threadRead,
  'thread/list': async () => (await import('./methods/thread-read.ts')).threadList,
  'thread/loaded/list': async () => (await import('./methods/thread-read.ts')).threadLoadedList,
  'thread/fork': async () => (await import('./methods/thread-fork.ts')).threadFork,
  'thread/name/set': async () => (await import('./methods/thread-manage.ts')).threadNameSet,
  'thread/metadata/update': async () => (await import('./methods/thread-manage.ts')).threadMetadataUpdate,
  'thread/memoryMode/set': async () => (await import('./methods/thread-manage.ts')).threadMemoryModeSet,
  'thread/archive': async () => (await import('./methods/thread-manage.ts')).threadArchive,
  'thread/unarchive': async () => (await import('./methods/thread-manage.ts')).threadUnarchive,
  'thread/rollback': async () => (await import('./methods/thread-history.ts')).threadRollback,
  'thread/inject_items': async () => (await import('./methods/thread-history.ts')).threadInjectItems,
  'thread/turns/list': async () => (await import('./methods/thread-history.ts')).threadTurnsList,
  'thread/compact/start': async () => (await import('./methods/thread-run.ts')).threadCompactStart,
  'thread/approveGuardianDeniedAction': async () =>
    (await import('./methods/thread-run.ts')).threadApproveGuardianDeniedAction,
  'thread/shellCommand': async () => (await import('./methods/thread-run.ts')).threadShellCommand,
  'thread/increment_elicitation': async () => (await import('./methods/thread-run.ts')).threadIncrementElicitation,
  'thread/decrement_elicitation': async () => (await import('./methods/thread-run.ts')).threadDecrementElicitation,
  'thread/backgroundTerminals/clean': async () =>
    (await import('./methods/thread-run.ts')).threadBackgroundTerminalsClean,
  'turn/start': async () => (await import('./methods/turn.ts')).turnStart,
  'turn/steer': async () => (await import('./methods/turn.ts')).turnSteer,
  'turn/interrupt': async () => (await import('./methods/turn.ts')).turnInterrupt,
  'model/list': async () => (await import('./methods/model.ts')).modelList,
  'skills/list': async () => (await import('./methods/skills.ts')).skillsList,
  'skills/config/write': async () => (await import('./methods/skills.ts')).skillsConfigWrite,
  'config/read': async () => (await import('./methods/config.ts')).configRead,
  'config/value/write': async () => (await import('./methods/config.ts')).configValueWrite,
  'config/batchWrite': async () => (await import('./methods/config.ts')).configBatchWrite,
  'configRequirements/read': async () => (await import('./methods/config.ts')).configRequirementsRead,
  'modelProvider/capabilities/read': async () => (await import('./methods/model.ts')).modelProviderCapabilitiesRead,
  'experimentalFeature/list': async () => (await import('./methods/feature.ts')).experimentalFeatureList,
  'experimentalFeature/enablement/set': async () =>
    (await import('./methods/feature.ts')).experimentalFeatureEnablementSet,
  'collaborationMode/list': async () => (await import('./methods/collaboration-mode.ts')).collaborationModeList,
  'account/read': async () => (await import('./methods/account.ts')).accountRead,
  'account/login/start': async () => (await import('./methods/account.ts')).accountLoginStart,
  'account/login/cancel': async () => (await import('./methods/account.ts')).accountLoginCancel,
  'account/logout': async () => (await import('./methods/account.ts')).accountLogout,
  'account/rateLimits/read': async () => (await import('./methods/account.ts')).accountRateLimitsRead,
  'fs/readFile': async () => (await import('./methods/fs.ts')).fsReadFile,
  'fs/writeFile': async () => (await import('./methods/fs.ts')).fsWriteFile,
  'fs/createDirectory': async () => (await import('./methods/fs.ts')).fsCreateDirectory,
  'fs/getMetadata': async () => (await import('./methods/fs.ts')).fsGetMetadata,
  'fs/readDirectory': async () => (await import('./methods/fs.ts')).fsReadDirectory,
  'fs/remove': async () => (await import('./methods/fs.ts')).fsRemove,
  'fs/copy': async () => (await import('./methods/fs.ts')).fsCopy,
  'fs/watch': async () => (await import('./methods/fs-watch.ts')).fsWatch,
  'fs/unwatch': async () => (await import('./methods/fs-watch.ts')).fsUnwatch,
  'command/exec': async () => (await import('./methods/command-exec.ts')).commandExec,
  'command/exec/write': async () => (await import('./methods/command-exec.ts')).commandExecWrite,
  'command/exec/resize': async () => (await import('./methods/command-exec.ts')).commandExecResize,
  'command/exec/terminate': async () => (await import('./methods/command-exec.ts')).commandExecTerminate,
  fuzzyFileSearch: async () => (await import('./methods/fuzzy-file-search.ts')).fuzzyFileSearch,
  'fuzzyFileSearch/sessionStart': async () =>
    (await import('./methods/fuzzy-file-search.ts')).fuzzyFileSearchSessionStart,
  'fuzzyFileSearch/sessionUpdate': async () =>
    (await import('./methods/fuzzy-file-search.ts')).fuzzyFileSearchSessionUpdate,
  'fuzzyFileSearch/sessionStop': async () =>
    (await import('./methods/fuzzy-file-search.ts')).fuzzyFileSearchSessionStop,
  'externalAgentConfig/detect': async () =>
    (await import('./methods/external-agent-config.ts')).externalAgentConfigDetect,
  'externalAgentConfig/import': async () =>
    (await import('./methods/external-agent-config.ts')).externalAgentConfigImport,
  'feedback/upload': async () => (await import('./methods/feedback.ts')).feedbackUpload,
} satisfies { readonly [M in ClientMethod]?: () => Promise<Handler<M>> };

/** The methods that are answered with a result. The others stand in `unsupportedMethods`. */
export type HandledMethod = keyof typeof handlers;

import type { AnyPlugin } from '@tenon/plugin-api';
import environmentLocal from '@tenon/plugin-environment-local';
import fileSearchRipgrep from '@tenon/plugin-file-search-ripgrep';
import loggerStderr from '@tenon/plugin-logger-stderr';
import policyDefault from '@tenon/plugin-policy-default';
import promptProjectDocs from '@tenon/plugin-prompt-project-docs';
import providerResponses from '@tenon/plugin-provider-responses';
import providerScripted from '@tenon/plugin-provider-scripted';
import reviewerUser from '@tenon/plugin-reviewer-user';
import secretsEnv from '@tenon/plugin-secrets-env';
import skillsFiles from '@tenon/plugin-skills-files';
import threadStoreLocal from '@tenon/plugin-thread-store-local';
import toolApplyPatch from '@tenon/plugin-tool-apply-patch';
import toolExec from '@tenon/plugin-tool-exec';
import toolRequestPermissions from '@tenon/plugin-tool-request-permissions';
import toolUpdatePlan from '@tenon/plugin-tool-update-plan';
import toolViewImage from '@tenon/plugin-tool-view-image';
import { defaultSandbox } from './default-sandbox.ts';

/** The build the `tenon` command runs, with the sandbox of this platform. Take it apart: it is an array. */
export const defaultPlugins: readonly AnyPlugin[] = [
  environmentLocal,
  fileSearchRipgrep,
  loggerStderr,
  policyDefault,
  promptProjectDocs,
  providerResponses,
  providerScripted,
  reviewerUser,
  defaultSandbox(process.platform),
  secretsEnv,
  skillsFiles,
  threadStoreLocal,
  toolApplyPatch,
  toolExec,
  toolRequestPermissions,
  toolUpdatePlan,
  toolViewImage,
];

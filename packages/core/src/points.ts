import type { AnyPoint, Service } from '@tenon/plugin-api';
import { environments } from '@tenon/plugin-api/environment';
import {
  afterTool,
  approvalRequest,
  beforeModelRequest,
  beforeTool,
  item,
  stop,
  threadEnd,
  threadStart,
  turnEnd,
  turnStart,
  userPromptSubmit,
} from '@tenon/plugin-api/events';
import { execRules } from '@tenon/plugin-api/exec-rules';
import { fileSearch } from '@tenon/plugin-api/file-search';
import { logger } from '@tenon/plugin-api/logger';
import { marketplaces } from '@tenon/plugin-api/marketplace';
import { modelProviders } from '@tenon/plugin-api/model-provider';
import { policy } from '@tenon/plugin-api/policy';
import { promptFragments } from '@tenon/plugin-api/prompt';
import { requirementsSources } from '@tenon/plugin-api/requirements';
import { reviewers } from '@tenon/plugin-api/reviewer';
import { rpcMethods } from '@tenon/plugin-api/rpc-methods';
import { sandbox } from '@tenon/plugin-api/sandbox';
import { secrets } from '@tenon/plugin-api/secrets';
import { skillRoots } from '@tenon/plugin-api/skills';
import { threadStore } from '@tenon/plugin-api/thread-store';
import { tools } from '@tenon/plugin-api/tool';
import { transports } from '@tenon/plugin-api/transport';

/** Every point this host knows. A contribution to another one is `incompatible`. */
export const hostPoints: readonly AnyPoint[] = [
  environments,
  execRules,
  fileSearch,
  logger,
  policy,
  sandbox,
  secrets,
  threadStore,
  marketplaces,
  modelProviders,
  promptFragments,
  requirementsSources,
  reviewers,
  skillRoots,
  tools,
  transports,
  rpcMethods,
  threadStart,
  threadEnd,
  turnStart,
  turnEnd,
  item,
  userPromptSubmit,
  beforeModelRequest,
  beforeTool,
  approvalRequest,
  afterTool,
  stop,
];

/** Services without which no thread can run. */
export const requiredServices: readonly Service<unknown>[] = [environments, policy, sandbox, threadStore];

export type { TenonError, TenonErrorFields } from './error.ts';
export { isTenonError, tenonError } from './error.ts';
export type { AnyPlugin, Needed, Needs, Plugin, RegisterContext } from './plugin.ts';
export { definePlugin } from './plugin.ts';
export type {
  Answer,
  AnyPoint,
  Collection,
  Contribution,
  Honoured,
  Hook,
  HookContext,
  HookOptions,
  HookOrder,
  HookRules,
  MemberOptions,
  OptionalService,
  ReadonlyDeep,
  Service,
  Snapshot,
} from './point.ts';
export { collection, hook, malformed, optional, orderRank, service, unhonoured } from './point.ts';
export type { Scope, ScopeOptions } from './scope.ts';
export { createScope } from './scope.ts';
export type { StandardIssue, StandardResult, StandardSchemaV1 } from './standard-schema.ts';
export { describeIssues } from './standard-schema.ts';
export { withTimeout } from './timeout.ts';

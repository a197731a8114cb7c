// Questions of MCP servers to the user. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const McpElicitationArrayType = z.enum(['array']);
export type McpElicitationArrayType = z.infer<typeof McpElicitationArrayType>;

export const McpElicitationBooleanType = z.enum(['boolean']);
export type McpElicitationBooleanType = z.infer<typeof McpElicitationBooleanType>;

export const McpElicitationBooleanSchema = z.strictObject({
  default: z.optional(z.nullable(z.boolean())),
  description: z.optional(z.nullable(z.string())),
  title: z.optional(z.nullable(z.string())),
  type: McpElicitationBooleanType,
});
export type McpElicitationBooleanSchema = z.infer<typeof McpElicitationBooleanSchema>;

export const McpElicitationConstOption = z.strictObject({ const: z.string(), title: z.string() });
export type McpElicitationConstOption = z.infer<typeof McpElicitationConstOption>;

export const McpElicitationStringType = z.enum(['string']);
export type McpElicitationStringType = z.infer<typeof McpElicitationStringType>;

export const McpElicitationLegacyTitledEnumSchema = z.strictObject({
  default: z.optional(z.nullable(z.string())),
  description: z.optional(z.nullable(z.string())),
  enum: z.array(z.string()),
  enumNames: z.optional(z.nullable(z.array(z.string()))),
  title: z.optional(z.nullable(z.string())),
  type: McpElicitationStringType,
});
export type McpElicitationLegacyTitledEnumSchema = z.infer<typeof McpElicitationLegacyTitledEnumSchema>;

export const McpElicitationTitledEnumItems = z.strictObject({ anyOf: z.array(McpElicitationConstOption) });
export type McpElicitationTitledEnumItems = z.infer<typeof McpElicitationTitledEnumItems>;

export const McpElicitationTitledMultiSelectEnumSchema = z.strictObject({
  default: z.optional(z.nullable(z.array(z.string()))),
  description: z.optional(z.nullable(z.string())),
  items: McpElicitationTitledEnumItems,
  maxItems: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  minItems: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  title: z.optional(z.nullable(z.string())),
  type: McpElicitationArrayType,
});
export type McpElicitationTitledMultiSelectEnumSchema = z.infer<typeof McpElicitationTitledMultiSelectEnumSchema>;

export const McpElicitationUntitledEnumItems = z.strictObject({
  enum: z.array(z.string()),
  type: McpElicitationStringType,
});
export type McpElicitationUntitledEnumItems = z.infer<typeof McpElicitationUntitledEnumItems>;

export const McpElicitationUntitledMultiSelectEnumSchema = z.strictObject({
  default: z.optional(z.nullable(z.array(z.string()))),
  description: z.optional(z.nullable(z.string())),
  items: McpElicitationUntitledEnumItems,
  maxItems: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  minItems: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  title: z.optional(z.nullable(z.string())),
  type: McpElicitationArrayType,
});
export type McpElicitationUntitledMultiSelectEnumSchema = z.infer<typeof McpElicitationUntitledMultiSelectEnumSchema>;

export const McpElicitationMultiSelectEnumSchema = z.union([
  McpElicitationUntitledMultiSelectEnumSchema,
  McpElicitationTitledMultiSelectEnumSchema,
]);
export type McpElicitationMultiSelectEnumSchema = z.infer<typeof McpElicitationMultiSelectEnumSchema>;

export const McpElicitationTitledSingleSelectEnumSchema = z.strictObject({
  default: z.optional(z.nullable(z.string())),
  description: z.optional(z.nullable(z.string())),
  oneOf: z.array(McpElicitationConstOption),
  title: z.optional(z.nullable(z.string())),
  type: McpElicitationStringType,
});
export type McpElicitationTitledSingleSelectEnumSchema = z.infer<typeof McpElicitationTitledSingleSelectEnumSchema>;

export const McpElicitationUntitledSingleSelectEnumSchema = z.strictObject({
  default: z.optional(z.nullable(z.string())),
  description: z.optional(z.nullable(z.string())),
  enum: z.array(z.string()),
  title: z.optional(z.nullable(z.string())),
  type: McpElicitationStringType,
});
export type McpElicitationUntitledSingleSelectEnumSchema = z.infer<typeof McpElicitationUntitledSingleSelectEnumSchema>;

export const McpElicitationSingleSelectEnumSchema = z.union([
  McpElicitationUntitledSingleSelectEnumSchema,
  McpElicitationTitledSingleSelectEnumSchema,
]);
export type McpElicitationSingleSelectEnumSchema = z.infer<typeof McpElicitationSingleSelectEnumSchema>;

export const McpElicitationEnumSchema = z.union([
  McpElicitationSingleSelectEnumSchema,
  McpElicitationMultiSelectEnumSchema,
  McpElicitationLegacyTitledEnumSchema,
]);
export type McpElicitationEnumSchema = z.infer<typeof McpElicitationEnumSchema>;

export const McpElicitationNumberType = z.enum(['number', 'integer']);
export type McpElicitationNumberType = z.infer<typeof McpElicitationNumberType>;

export const McpElicitationNumberSchema = z.strictObject({
  default: z.optional(z.nullable(z.number())),
  description: z.optional(z.nullable(z.string())),
  maximum: z.optional(z.nullable(z.number())),
  minimum: z.optional(z.nullable(z.number())),
  title: z.optional(z.nullable(z.string())),
  type: McpElicitationNumberType,
});
export type McpElicitationNumberSchema = z.infer<typeof McpElicitationNumberSchema>;

export const McpElicitationObjectType = z.enum(['object']);
export type McpElicitationObjectType = z.infer<typeof McpElicitationObjectType>;

export const McpElicitationStringFormat = z.enum(['email', 'uri', 'date', 'date-time']);
export type McpElicitationStringFormat = z.infer<typeof McpElicitationStringFormat>;

export const McpElicitationStringSchema = z.strictObject({
  default: z.optional(z.nullable(z.string())),
  description: z.optional(z.nullable(z.string())),
  format: z.optional(z.nullable(McpElicitationStringFormat)),
  maxLength: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  minLength: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  title: z.optional(z.nullable(z.string())),
  type: McpElicitationStringType,
});
export type McpElicitationStringSchema = z.infer<typeof McpElicitationStringSchema>;

export const McpElicitationPrimitiveSchema = z.union([
  McpElicitationEnumSchema,
  McpElicitationStringSchema,
  McpElicitationNumberSchema,
  McpElicitationBooleanSchema,
]);
export type McpElicitationPrimitiveSchema = z.infer<typeof McpElicitationPrimitiveSchema>;

export const McpElicitationSchema = z.strictObject({
  $schema: z.optional(z.nullable(z.string())),
  properties: z.record(z.string(), McpElicitationPrimitiveSchema),
  required: z.optional(z.nullable(z.array(z.string()))),
  type: McpElicitationObjectType,
});
export type McpElicitationSchema = z.infer<typeof McpElicitationSchema>;

export const McpServerElicitationAction = z.enum(['accept', 'decline', 'cancel']);
export type McpServerElicitationAction = z.infer<typeof McpServerElicitationAction>;

export const McpServerElicitationRequestParams = z.discriminatedUnion('mode', [
  z.object({
    mode: z.literal('form'),
    _meta: z.optional(z.unknown()),
    message: z.string(),
    requestedSchema: McpElicitationSchema,
    serverName: z.string(),
    threadId: z.string(),
    turnId: z.optional(z.nullable(z.string())),
  }),
  z.object({
    mode: z.literal('url'),
    _meta: z.optional(z.unknown()),
    elicitationId: z.string(),
    message: z.string(),
    serverName: z.string(),
    threadId: z.string(),
    turnId: z.optional(z.nullable(z.string())),
    url: z.string(),
  }),
]);
export type McpServerElicitationRequestParams = z.infer<typeof McpServerElicitationRequestParams>;

export const McpServerElicitationRequestResponse = z.object({
  _meta: z.optional(z.unknown()),
  action: McpServerElicitationAction,
  content: z.optional(z.unknown()),
});
export type McpServerElicitationRequestResponse = z.infer<typeof McpServerElicitationRequestResponse>;

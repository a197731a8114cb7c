// What a user may send with a turn. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const ByteRange = z.object({ end: z.int().check(z.minimum(0)), start: z.int().check(z.minimum(0)) });
export type ByteRange = z.infer<typeof ByteRange>;

export const TextElement = z.object({ byteRange: ByteRange, placeholder: z.optional(z.nullable(z.string())) });
export type TextElement = z.infer<typeof TextElement>;

export const UserInput = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), text_elements: z.optional(z.array(TextElement)) }),
  z.object({ type: z.literal('image'), url: z.string() }),
  z.object({ type: z.literal('localImage'), path: z.string() }),
  z.object({ type: z.literal('skill'), name: z.string(), path: z.string() }),
  z.object({ type: z.literal('mention'), name: z.string(), path: z.string() }),
]);
export type UserInput = z.infer<typeof UserInput>;

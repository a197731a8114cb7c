// The method that stands for experimental ones in tests of clients. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const MockExperimentalMethodParams = z.object({ value: z.optional(z.nullable(z.string())) });
export type MockExperimentalMethodParams = z.infer<typeof MockExperimentalMethodParams>;

export const MockExperimentalMethodResponse = z.object({ echoed: z.optional(z.nullable(z.string())) });
export type MockExperimentalMethodResponse = z.infer<typeof MockExperimentalMethodResponse>;

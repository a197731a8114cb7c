import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { $ZodType } from 'zod/v4/core';
import { type JsonSchema, jsonSchemaBundle } from '../src/generate/index.ts';
import { protocol } from '../src/generate/protocol.ts';
import { wireTypes } from '../src/generate/types.ts';
import { experimentalMethods } from '../src/index.ts';
import { meantDifferences } from './meant-differences.ts';
import { referenceMethods, referenceTypes } from './reference.ts';
import { samples } from './sample.ts';
import { differences, shapeOf } from './shape.ts';

const ours = await protocol({ experimental: true });
const bundle = (await jsonSchemaBundle({ experimental: true })).definitions as Record<string, JsonSchema>;
const types = await wireTypes();
const envelope = /^(Client|Server)(Request|Notification)$/;
/** `RequestId` stands in both namespaces of the reference. */
const theirs = new Map(referenceTypes.map(({ name, schema }) => [name, schema]));
const names = [...theirs.keys()].filter((name) => !envelope.test(name));

test('every type of the reference is there, in its namespace', () => {
  const v2 = bundle.v2 as Record<string, JsonSchema>;
  const missing = referenceTypes.filter(({ name, namespace }) => !(name in (namespace ? v2 : bundle)) && !(name in v2));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test('the methods take and give the types of the reference', () => {
  const rows = (kind: string) =>
    referenceMethods.filter((one) => one.kind === kind).map((one) => [one.method, one.params ?? undefined, one.result]);
  const own = (methods: typeof ours.clientRequests) => methods.map((one) => [one.method, one.params, one.result]);
  expect(own(ours.clientRequests)).toEqual(rows('request'));
  expect(own(ours.serverRequests)).toEqual(rows('serverRequest'));
  expect(own(ours.notifications)).toEqual(rows('notification'));
  const experimental = referenceMethods.filter((one) => one.experimental).map(({ method }) => method);
  expect(Object.keys(experimentalMethods).sort()).toEqual(experimental.sort());
});

test('every type has the shape of the reference; what differs is meant', () => {
  const found = names.flatMap((name) =>
    differences(name, shapeOf(theirs.get(name) as JsonSchema), shapeOf(ours.definitions.get(name) ?? false)),
  );
  expect(found.sort()).toEqual(Object.keys(meantDifferences).sort());
  for (const [place, why] of Object.entries(meantDifferences)) expect(why, place).toMatch(/\.$/);
});

test('fields of ours are marked as experimental: the stable wire is the reference', async () => {
  const stable = await protocol();
  const found = names
    .filter((name) => stable.definitions.has(name))
    .flatMap((name) =>
      differences(name, shapeOf(theirs.get(name) as JsonSchema), shapeOf(stable.definitions.get(name) ?? false)),
    );
  expect(found.filter((one) => !one.endsWith(': only theirs'))).toEqual([]);
});

const runs = { numRuns: 8 };
const sent = new Set(
  referenceMethods.flatMap(({ kind, params, result }) => (kind === 'request' ? [result] : [params])).filter(Boolean),
);
const taken = new Set(
  referenceMethods.flatMap(({ kind, params, result }) => (kind === 'request' ? [params] : [result])).filter(Boolean),
);

describe('samples', () => {
  test('what the reference accepts of a client, we accept', () => {
    for (const name of names.filter((one) => taken.has(one))) {
      const schema = types.get(name) as $ZodType;
      fc.assert(
        fc.property(samples(theirs.get(name) as JsonSchema, theirs), (value) => {
          const { issues } = schema['~standard'].validate(value) as { issues?: unknown };
          expect(issues, `${name}: ${JSON.stringify(value)}`).toBeUndefined();
        }),
        runs,
      );
    }
  });

  test('what we send, the reference accepts', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'reference', definitions: Object.fromEntries(theirs) });
    for (const name of names.filter((one) => sent.has(one))) {
      const accepts = ajv.compile({ $ref: `reference#/definitions/${name}` });
      fc.assert(
        fc.property(samples(ours.definitions.get(name) as JsonSchema, ours.definitions), (value) => {
          expect(accepts(value) ? [] : accepts.errors, `${name}: ${JSON.stringify(value)}`).toEqual([]);
        }),
        runs,
      );
    }
  });
});

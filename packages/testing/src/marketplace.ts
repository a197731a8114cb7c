import { mkdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { isTenonError, type Scope } from '@tenon/plugin-api';
import type { MarketplaceKind, MarketplaceLocation } from '@tenon/plugin-api/marketplace';
import { describe, expect, test } from 'vitest';
import { snapshot, temporaryFolder } from './folder.ts';
import { createScope } from './scope.ts';

/** A marketplace for one test, and the kind that reaches it. */
export interface MarketplaceSetup extends AsyncDisposable {
  readonly kind: MarketplaceKind;
  /** There is at least one entry in it, and nothing wrong with it. The kind fetches the first of them. */
  readonly location: MarketplaceLocation;
  /** A location at which there is nothing. */
  readonly nowhere: MarketplaceLocation;
}

export interface MarketplaceSuite {
  /** The name of the member: the `source_type` of its marketplaces. */
  readonly name: string;
  readonly create: (scope: Scope) => Promise<MarketplaceSetup>;
}

/** What every kind of marketplace keeps. Registers tests (vitest). */
export function testMarketplace({ name, create }: MarketplaceSuite): void {
  describe(`marketplace contract: ${name}`, () => {
    /** Runs a test with a marketplace, and empty folders for it to fill. */
    const withMarketplace = async (
      work: (setup: MarketplaceSetup, empty: (name: string) => Promise<string>) => Promise<void>,
    ) => {
      await using scope = createScope('host');
      await using folder = await temporaryFolder();
      await using setup = await create(scope);
      await work(setup, async (each) => {
        const path = join(folder.path, each);
        await mkdir(path);
        return path;
      });
    };
    const { signal } = new AbortController();
    const aborted = AbortSignal.abort(new Error('aborted by the test'));
    /** The error of what must reject, and must say how to mend it. */
    const errorOf = async (work: Promise<unknown>) => {
      const error = await work.then(
        () => expect.unreachable('it did not reject'),
        (caught: unknown) => caught,
      );
      if (!isTenonError(error)) throw error;
      expect(error.code).toMatch(/^[a-z][a-z0-9_]+$/);
      expect(error.mend).toBeTruthy();
      return error;
    };

    test('lists what it was refreshed to, and each name once', () =>
      withMarketplace(async ({ kind, location }, empty) => {
        const { root } = await kind.refresh(location, { into: await empty('a'), signal });
        expect(root !== undefined && isAbsolute(root)).toBe(true);
        const { marketplace, problems } = await kind.list(root ?? '', signal);
        expect(problems).toEqual([]);
        expect(marketplace?.name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        const names = (marketplace?.entries ?? []).map((entry) => entry.name);
        expect(names.length).toBeGreaterThan(0);
        for (const each of names) expect(each).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        expect(new Set(names).size).toBe(names.length);
      }));

    test('what has not changed is not brought again', () =>
      withMarketplace(async ({ kind, location }, empty) => {
        const first = await kind.refresh(location, { into: await empty('a'), signal });
        if (first.revision === undefined) return;
        const into = await empty('b');
        const context = { into, revision: first.revision, signal };
        expect(await kind.refresh(location, context)).toEqual({ revision: first.revision });
        expect(await snapshot(into)).toEqual([]);
        const stale = { into: await empty('c'), revision: 'not-a-revision', signal };
        expect(await kind.refresh(location, stale)).toMatchObject({
          revision: first.revision,
          root: expect.any(String),
        });
      }));

    test('an entry of its own is fetched: a folder or an archive, and nothing of the marketplace changes', () =>
      withMarketplace(async ({ kind, location }, empty) => {
        const { root = '' } = await kind.refresh(location, { into: await empty('a'), signal });
        const before = await snapshot(root);
        const { marketplace } = await kind.list(root, signal);
        const [entry] = marketplace?.entries ?? [];
        if (!entry) throw new Error('there is no entry');
        const fetched = await kind.fetch(entry.source, { into: await empty('b'), root, signal });
        expect(fetched.source.type).toBe(entry.source.type);
        expect(isAbsolute(fetched.path)).toBe(true);
        const found = await stat(fetched.path);
        expect(fetched.type === 'folder' ? found.isDirectory() : found.isFile()).toBe(true);
        if (fetched.type === 'npm') expect(fetched.integrity).toMatch(/^sha(256|384|512)-/);
        expect(await snapshot(root)).toEqual(before);
      }));

    test('a folder without a marketplace is a problem, not an error', () =>
      withMarketplace(async ({ kind }, empty) => {
        const { marketplace, problems } = await kind.list(await empty('a'), signal);
        expect(marketplace).toBeUndefined();
        expect(problems.length).toBe(1);
      }));

    test('a place where there is nothing is an error that says how to mend it', () =>
      withMarketplace(async ({ kind, nowhere }, empty) => {
        await errorOf(kind.refresh(nowhere, { into: await empty('a'), signal }));
      }));

    test('a source that is not its own is unsupported', () =>
      withMarketplace(async ({ kind, location }, empty) => {
        const { root = '' } = await kind.refresh(location, { into: await empty('a'), signal });
        const fetch = kind.fetch({ type: 'remote', id: 'of-nobody' }, { into: await empty('b'), root, signal });
        expect((await errorOf(fetch)).code).toBe('unsupported');
      }));

    test('an aborted signal rejects with its reason', () =>
      withMarketplace(async ({ kind, location }, empty) => {
        const { root = '' } = await kind.refresh(location, { into: await empty('a'), signal });
        const { marketplace } = await kind.list(root, signal);
        const [entry] = marketplace?.entries ?? [];
        if (!entry) throw new Error('there is no entry');
        const into = await empty('b');
        await expect(kind.refresh(location, { into, signal: aborted })).rejects.toThrow('aborted by the test');
        await expect(kind.list(root, aborted)).rejects.toThrow('aborted by the test');
        await expect(kind.fetch(entry.source, { into, root, signal: aborted })).rejects.toThrow('aborted by the test');
      }));
  });
}

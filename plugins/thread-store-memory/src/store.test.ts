import { testThreadStore } from '@tenon/testing/thread-store';
import { createMemoryStore } from './store.ts';

testThreadStore('memory', () => ({ store: createMemoryStore() }), { durable: false });

import { describe, expect, it, onTestFinished, vi } from 'vitest';

describe('loading node:sqlite', () => {
  it('drops its ExperimentalWarning and no other warning', async () => {
    vi.resetModules();
    const { loadSqlite } = await import('../../../../src/adapters/store/sqlite.ts');
    const real = process.getBuiltinModule('node:sqlite');
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const before = Object.getOwnPropertyDescriptor(process, 'emitWarning');
    vi.spyOn(process, 'getBuiltinModule').mockImplementation(() => {
      process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning');
      process.emitWarning('with options', { type: 'ExperimentalWarning' });
      process.emitWarning('something else', 'DeprecationWarning');
      return real;
    });
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    expect(loadSqlite()).toBe(real);
    expect(warned.mock.calls).toEqual([['something else', 'DeprecationWarning']]);
    expect(Object.getOwnPropertyDescriptor(process, 'emitWarning')).toEqual(before);
  });

  it('says what to do on a Node that has none', async () => {
    vi.resetModules();
    const { loadSqlite } = await import('../../../../src/adapters/store/sqlite.ts');
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    expect(() => loadSqlite()).toThrow('Use Node 24 or newer');
  });
});

import { chmodSync, lstatSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  canonicalRoot,
  directoryExists,
  ensurePrivateDirectory,
  ensureStateRoot,
  isOurs,
} from '../../../../src/adapters/store/directories.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import { scratchFolder } from './support.ts';

function modeOf(path: string): number {
  return statSync(path).mode & 0o7777;
}

function failureOf(work: () => unknown): FleetError {
  try {
    work();
  } catch (error) {
    if (FleetError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the state root', () => {
  it('is made with its missing parents, all private', () => {
    const folder = scratchFolder();
    const root = join(folder, 'one', 'two', 'state');
    ensureStateRoot(root);
    expect([join(folder, 'one'), join(folder, 'one', 'two'), root].map(modeOf)).toEqual([
      0o700, 0o700, 0o700,
    ]);
  });

  it('is made private when it is not', () => {
    const root = join(scratchFolder(), 'state');
    mkdirSync(root);
    chmodSync(root, 0o755);
    ensureStateRoot(root);
    expect(modeOf(root)).toBe(0o700);
  });

  it('is refused when it is a link, and its target stays as it was', () => {
    const folder = scratchFolder();
    const target = join(folder, 'target');
    mkdirSync(target);
    chmodSync(target, 0o755);
    symlinkSync(target, join(folder, 'state'));
    const failure = failureOf(() => ensureStateRoot(join(folder, 'state')));
    expect(failure.code).toBe('state_directory_unsafe');
    expect(failure.message).not.toContain(folder);
    expect(modeOf(target)).toBe(0o755);
  });

  it('is refused when a parent is a link, even one that leads nowhere', () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'real', 'state'), { recursive: true });
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'broken'));
    for (const root of [
      join(folder, 'link', 'state'),
      join(folder, 'broken', 'state'),
      join(folder, 'broken'),
    ]) {
      expect(failureOf(() => ensureStateRoot(root)).code).toBe('state_directory_unsafe');
    }
    expect(() => statSync(join(folder, 'nowhere'))).toThrow();
  });

  it('is refused when it or a parent is a file', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(failureOf(() => ensureStateRoot(join(folder, 'file'))).code).toBe('state_directory_unsafe');
    expect(failureOf(() => ensureStateRoot(join(folder, 'file', 'state'))).code).toBe(
      'state_directory_unsafe',
    );
  });

  it('is refused when it belongs to someone else', () => {
    const root = join(scratchFolder(), 'state');
    mkdirSync(root);
    const { uid } = lstatSync(root);
    vi.spyOn(process, 'getuid').mockReturnValue(uid + 1);
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    expect(isOurs({ uid })).toBe(false);
    expect(failureOf(() => ensureStateRoot(root)).code).toBe('state_directory_unsafe');
    expect(failureOf(() => directoryExists(root)).code).toBe('state_directory_unsafe');
  });

  it('is never a shared directory like /tmp, whose mode must not change', () => {
    const root = join(scratchFolder(), 'shared');
    mkdirSync(root);
    chmodSync(root, 0o1777);
    expect(failureOf(() => ensurePrivateDirectory(root)).code).toBe('state_directory_unsafe');
    expect(modeOf(root)).toBe(0o1777);
  });

  it('has one spelling, whatever dots and slashes it was named with', () => {
    const folder = scratchFolder();
    expect(canonicalRoot(`${folder}//x/../state/`)).toBe(join(folder, 'state'));
    expect(canonicalRoot('/')).toBe('/');
    expect(canonicalRoot('/nothing-here')).toBe('/nothing-here');
  });
});

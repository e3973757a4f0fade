import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  appendPrivate,
  readPrivate,
  removePrivate,
  writePrivate,
} from '../../../../src/adapters/store/files.ts';
import { stateFailure } from '../../../../src/adapters/store/failures.ts';
import { scratchFolder } from './support.ts';

let nonces = 0;
const nonce = (): string => String((nonces += 1));

describe('writing a file', () => {
  it('replaces it as a whole, private, and leaves nothing else behind', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'a.json');
    await writePrivate(path, 'first, longer', nonce);
    await writePrivate(path, 'second', nonce);
    expect(readFileSync(path, 'utf8')).toBe('second');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('replaces a link, not what it leads to', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'target'), 'untouched');
    symlinkSync(join(folder, 'target'), join(folder, 'a.json'));
    await writePrivate(join(folder, 'a.json'), 'new', nonce);
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('untouched');
    expect(statSync(join(folder, 'a.json')).isFile()).toBe(true);
  });

  it('moves a folder out of its way', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'a.json', 'inner'), { recursive: true });
    await writePrivate(join(folder, 'a.json'), 'new', nonce);
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('new');
  });

  it('fails without a trace when the folder cannot take it', async () => {
    const folder = scratchFolder();
    // A name as long as names can be leaves no room for that of the temporary file.
    const path = join(folder, 'x'.repeat(250));
    await expect(writePrivate(path, 'text', nonce)).rejects.toMatchObject({ code: 'state_unwritable' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused where the folder is missing or a link', async () => {
    const folder = scratchFolder();
    symlinkSync(folder, join(folder, 'link'));
    for (const path of [join(folder, 'missing', 'a'), join(folder, 'link', 'a')]) {
      await expect(writePrivate(path, 'text', nonce)).rejects.toMatchObject({
        code: 'state_directory_unsafe',
      });
    }
  });
});

describe('reading a file', () => {
  it('gives its text, and null where there is none', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'a'), 'täxt');
    expect(await readPrivate(join(folder, 'a'), 100)).toBe('täxt');
    expect(await readPrivate(join(folder, 'b'), 100)).toBeNull();
    expect(await readPrivate(join(folder, 'no', 'b'), 100)).toBeNull();
  });

  it('refuses a link, a folder, a pipe and what is too large', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'large'), 'x'.repeat(101));
    symlinkSync(join(folder, 'large'), join(folder, 'link'));
    mkdirSync(join(folder, 'folder'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    for (const name of ['large', 'link', 'folder', 'pipe']) {
      await expect(readPrivate(join(folder, name), 100), name).rejects.toMatchObject({
        code: 'state_unreadable',
      });
    }
  });
});

describe('appending to a file', () => {
  it('makes it private and adds at its end', async () => {
    const path = join(scratchFolder(), 'log');
    await appendPrivate(path, 'one\n');
    await appendPrivate(path, 'two\n');
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('never follows a link', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'target'), '');
    symlinkSync(join(folder, 'target'), join(folder, 'log'));
    await expect(appendPrivate(join(folder, 'log'), 'x')).rejects.toMatchObject({ code: 'state_unwritable' });
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('');
  });
});

describe('removing', () => {
  it('takes away files, links and folders, but nothing behind a link', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'target'), '');
    symlinkSync(join(folder, 'target'), join(folder, 'link'));
    mkdirSync(join(folder, 'empty'));
    mkdirSync(join(folder, 'full', 'inner'), { recursive: true });
    for (const name of ['link', 'empty', 'full', 'nothing']) await removePrivate(join(folder, name), nonce);
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual(['target']);
  });
});

describe('a failure of the system', () => {
  it.each([
    ['ENOSPC', 'disk is full', true],
    ['EROFS', 'read-only', false],
    ['EACCES', 'permission is denied', false],
    ['EIO', 'the system refused', false],
  ])('%s is said in words and without the path', (code, words, retryable) => {
    const cause = Object.assign(new Error(`${code}: open '/home/someone/state'`), { code });
    const failure = stateFailure(cause, 'write');
    expect(failure).toMatchObject({ code: 'state_unwritable', retryable, details: { errno: code } });
    expect(failure.message).toContain(words);
    expect(failure.message).not.toContain('/home');
  });

  it('of reading has its own code', () => {
    expect(stateFailure(new Error('x'), 'read').code).toBe('state_unreadable');
  });
});

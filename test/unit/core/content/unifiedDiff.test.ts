import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { CONTENT_LIMITS } from '../../../../src/core/content/content.ts';
import {
  countLines,
  cutPatch,
  fingerprintOf,
  readTurnDiff,
} from '../../../../src/core/content/unifiedDiff.ts';

const changed = `diff --git a/a.txt b/a.txt
index 4cb29ea..37278ba
--- a/a.txt
+++ b/a.txt
@@ -1,3 +1,3 @@
 one
-two
+zwei
 three
`;
const added = `diff --git a/docs/new file.md b/docs/new file.md
new file mode 100644
index 0000000..94954ab
--- /dev/null
+++ b/docs/new file.md
@@ -0,0 +1,2 @@
+hello
+world
`;

describe('a diff of a turn', () => {
  test('tells its files, what happened to each, and the lines', () => {
    const diff = readTurnDiff(changed + added);
    expect(diff).toMatchObject({ added: 3, removed: 1, leftOutFiles: 0 });
    expect(diff.files.map(({ path, kind, added: plus, removed }) => [path, kind, plus, removed])).toEqual([
      ['a.txt', 'changed', 1, 1],
      ['docs/new file.md', 'added', 2, 0],
    ]);
    expect(diff.files[0]?.patch).toEqual({
      text: '@@ -1,3 +1,3 @@\n one\n-two\n+zwei\n three',
      leftOutLines: 0,
    });
  });

  test('knows a file that was moved, with and without other changes', () => {
    const moved = changed.replace('b/a.txt', 'b/c d.txt').replace('+++ b/a.txt', '+++ b/c d.txt');
    expect(readTurnDiff(moved).files[0]).toMatchObject({ path: 'c d.txt', from: 'a.txt', kind: 'moved' });
    const only = 'diff --git a/x.txt b/y.txt\nsimilarity index 100%\nrename from x.txt\nrename to y.txt\n';
    expect(readTurnDiff(only).files[0]).toMatchObject({ path: 'y.txt', from: 'x.txt', kind: 'moved' });
  });

  test('a file that was deleted', () => {
    const deleted =
      'diff --git a/b.txt b/b.txt\ndeleted file mode 100644\n--- a/b.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n';
    expect(readTurnDiff(deleted).files[0]).toMatchObject({ path: 'b.txt', kind: 'deleted', removed: 1 });
  });

  test('lines that look like heads are lines all the same', () => {
    const tricky = `diff --git a/x b/x
--- a/x
+++ b/x
@@ -1,3 +1,3 @@
--- a/x
-diff --git a/y b/y
+++ b/z
+@@ -9 +9 @@
 same
`;
    const { files } = readTurnDiff(tricky);
    expect(files).toHaveLength(1);
    expect(files[0]).toMatchObject({ path: 'x', added: 2, removed: 2 });
  });

  test('keeps no more than it may, and counts what it leaves out', () => {
    const line = 'x'.repeat(99);
    const lines = 1000;
    const big = (name: string): string =>
      `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -0,0 +1,${lines} @@\n${`+${line}\n`.repeat(lines)}`;
    const diff = readTurnDiff(
      Array.from({ length: CONTENT_LIMITS.files + 3 }, (_, index) => big(`f${index}`)).join(''),
    );
    expect(diff.files).toHaveLength(CONTENT_LIMITS.files);
    expect(diff.leftOutFiles).toBe(3);
    expect(diff.added).toBe((CONTENT_LIMITS.files + 3) * lines);
    const kept = diff.files.reduce((sum, { patch }) => sum + patch.text.length, 0);
    expect(kept).toBeLessThanOrEqual(CONTENT_LIMITS.patchChars);
    expect(diff.files[0]?.patch.text.length).toBeLessThanOrEqual(CONTENT_LIMITS.filePatchChars);
    for (const { patch, added: plus } of diff.files) {
      const heads = patch.text === '' ? 0 : 1;
      expect(patch.text.split('\n').length - heads + patch.leftOutLines).toBeGreaterThanOrEqual(plus - 1);
    }
  });

  test('any text is read without an error, within its bounds', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom('diff --git a/x b/x\n', '@@ -1,9 +1,9 @@\n', '+a\n', '-b\n', '--- a/x\n', '\\ No\n'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const { files, added: plus, removed } = readTurnDiff(text);
        expect(plus + removed).toBeLessThanOrEqual(text.length);
        expect(files.length).toBeLessThanOrEqual(CONTENT_LIMITS.files);
      }),
    );
  });
});

test('the same text has the same fingerprint, another one another', () => {
  const same = `${changed.slice(0, 9)}${changed.slice(9)}`;
  expect(fingerprintOf(changed)).toBe(fingerprintOf(same));
  expect(fingerprintOf(changed)).not.toBe(fingerprintOf(changed.replace('zwei', 'zwie')));
  expect(fingerprintOf('')).toBe(fingerprintOf(''));
});

test('a patch is cut between two lines', () => {
  expect(cutPatch('+one\n+two\n+three', 10)).toEqual({ text: '+one\n+two', leftOutLines: 1 });
  expect(cutPatch('+one', 10)).toEqual({ text: '+one', leftOutLines: 0 });
  expect(cutPatch('x'.repeat(20), 10)).toEqual({ text: '', leftOutLines: 1 });
});

test('what Codex adds below the hunks of a moved file is no line of it', () => {
  expect(countLines('@@ -1,2 +1,2 @@\n-one\n+eins\n zwei\n\n\nMoved to: /project/c.txt')).toEqual({
    added: 1,
    removed: 1,
  });
});

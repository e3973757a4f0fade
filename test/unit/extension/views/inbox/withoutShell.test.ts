import { describe, expect, it } from 'vitest';
import { withoutShell } from '../../../../../src/extension/views/inbox/withoutShell.ts';

describe('the command without its shell', () => {
  it.each([
    ["/bin/bash -lc 'npm test'", 'npm test'],
    ['bash -c "npm test"', 'npm test'],
    // Codex quotes so where the command has quotes of its own.
    [
      String.raw`/bin/bash -lc "printf '# 1.4\\n' > \"a b\" && echo \$HOME"`,
      String.raw`printf '# 1.4\n' > "a b" && echo $HOME`,
    ],
    ['bash -lc "a" && rm -rf "b"', 'bash -lc "a" && rm -rf "b"'],
    ['bash -lc "a\\"', 'bash -lc "a\\"'],
    ["/bin/bash -lc 'echo '\"'\"'x'\"'\"''", "/bin/bash -lc 'echo '\"'\"'x'\"'\"''"],
    ['npm test', 'npm test'],
    ['/bin/zsh -lc ls', 'ls'],
    ['./zsh -lc ls', './zsh -lc ls'],
    ['foosh -lc ls', 'foosh -lc ls'],
    ["bash -lc 'a' && rm -rf 'b'", "bash -lc 'a' && rm -rf 'b'"],
    // The model may name any file as the shell: what is not the system's stays in sight.
    ["./docs/bash -lc 'npm test'", "./docs/bash -lc 'npm test'"],
    ["/repo/bin/sh -c 'npm test'", "/repo/bin/sh -c 'npm test'"],
    ["/tmp/usr/bin/bash -lc 'npm test'", "/tmp/usr/bin/bash -lc 'npm test'"],
    ["/usr/bin/../../repo/bash -lc 'npm test'", "/usr/bin/../../repo/bash -lc 'npm test'"],
  ])('%s', (command, shown) => {
    expect(withoutShell(command)).toBe(shown);
  });
});

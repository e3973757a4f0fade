import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkout } from '../../host/paths.ts';
import { packageReadme } from '../../tools/packageReadme.ts';

const read = (file: string): string => readFileSync(path.join(checkout, file), 'utf8');
const ours = packageReadme(read('README.md'));

describe('the README of the package', () => {
  it('has no picture, which would be broken on the page of the installed extension, and says where there are some', () => {
    expect(read('README.md')).toContain('<picture>');
    expect(ours).not.toMatch(/<(?:img|picture|source)|!\[/u);
    const titles = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;
    expect(ours).toContain(`**Codex Master: ${titles['command.openWalkthrough.title']}**`);
  });

  it('links to nothing that lies beside it in the repository', () => {
    const links = [...ours.matchAll(/\]\(([^)]+)\)/gu)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !/^(?:https:\/\/|#)/u.test(link))).toEqual([]);
    expect(ours).toContain('Licence: MIT.');
  });

  it('leaves out what only a clone can do', () => {
    expect(ours).not.toContain('npm run demo');
    expect(ours).toMatch(/^# Codex Master\n[^]*\n## What it does\n/u);
  });
});

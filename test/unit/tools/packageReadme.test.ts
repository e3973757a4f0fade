import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkout } from '../../host/paths.ts';
import { packageReadme } from '../../tools/packageReadme.ts';

const read = async (file: string): Promise<Buffer> => readFile(path.join(checkout, file));
const ours = async (): Promise<string> => packageReadme((await read('README.md')).toString('utf8'), read);

describe('the README of the package', () => {
  it('carries its picture with it, as a relative one is broken on the page of the installed extension', async () => {
    const sources = [...(await ours()).matchAll(/(?:src|srcset)="([^"]{0,40})/gu)].map((match) => match[1]);
    expect(sources).toHaveLength(1);
    expect(sources[0]).toMatch(/^data:image\/png;base64,iVBORw0KGgo/u);
    expect(await ours()).toMatch(/" alt="The side bar with [^"]+">/u);
  });

  it('links to nothing that lies beside it in the repository', async () => {
    const links = [...(await ours()).matchAll(/\]\(([^)]+)\)/gu)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !/^(?:https:\/\/|#)/u.test(link))).toEqual([]);
    expect(await ours()).toContain('Licence: MIT.');
  });

  it('leaves out what only a clone can do', async () => {
    expect(await ours()).not.toContain('npm run demo');
    expect(await ours()).toMatch(/^# Codex Master\n[^]*\n## What it does\n/u);
  });

  it('is made from a README whose pictures have a dark one', async () => {
    await expect(packageReadme('<picture><img src="a.png"></picture>', read)).rejects.toThrow('no dark one');
  });
});

import { describe, expect, it } from 'vitest';
import { compareVersions, isVersion } from '../../../../src/adapters/installation/versions.ts';

describe('versions of the plugin', () => {
  it.each(['0.1.0', '1.2.3-rc.1', '1.2.3+build.7', '10.20.30-a-b.1+x'])('%s is one', (text) => {
    expect(isVersion(text)).toBe(true);
  });

  it.each(['', '1', '1.2', '01.2.3', '1.2.3-', '1.2.3/..', '../1.2.3', ' 1.2.3', `1.2.3-${'a'.repeat(90)}`])(
    '"%s" is none',
    (text) => {
      expect(isVersion(text)).toBe(false);
    },
  );

  it('are ordered as semver orders them', () => {
    const sorted = [
      '0.9.0',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-2',
      '1.0.0',
      '1.0.0+a',
      '1.10.0',
    ];
    const expected = [
      '0.9.0',
      '1.0.0-2',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0',
      '1.0.0+a',
      '1.10.0',
    ];
    expect(sorted.toReversed().toSorted(compareVersions)).toEqual(expected);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundTail, redact, REDACTED } from '../../../../src/core/redaction/redact.ts';
import { fake, LONG, ORDINARY, SHAPES } from './secretShapes.ts';
import { busyMs } from '../../../tools/busyMs.ts';
import { runs } from '../../fuzz/dice.ts';

describe('redact', () => {
  it.each(Object.entries(SHAPES))('takes out %s', (_, secret) => {
    expect(redact(`before ${secret} after`)).toBe(`before ${REDACTED} after`);
    expect(redact(`"${secret}",`)).toBe(`"${REDACTED}",`);
    expect(redact(`x_${secret}`)).not.toContain(secret);
  });

  it.each([
    ['OPENAI_API_KEY=plainvalue', `OPENAI_API_KEY=${REDACTED}`],
    ['password=hunter22', `password=${REDACTED}`],
    ['client_secret: abcdefgh', `client_secret: ${REDACTED}`],
    ['refresh_token=abcdefgh', `refresh_token=${REDACTED}`],
    ['Authorization: Bearer xyz', `Authorization: Bearer ${REDACTED}`],
    ['{"access_token":"abc"}', `{"access_token":"${REDACTED}"}`],
    [
      String.raw`{"body":"{\"access_token\":\"a\\\"bc\"}"}`,
      String.raw`{"body":"{\"access_token\":\"<redacted>\"}"}`,
    ],
    ['{"password":"it\'s"}', `{"password":"${REDACTED}"}`],
    ['{"secret":"never closed', `{"secret":"${REDACTED}`],
    ['api key: abcdefgh', `api key: ${REDACTED}`],
    ['curl -H "Authorization: Basic bWU6cHc=" -v', `curl -H "Authorization: Basic ${REDACTED}" -v`],
    ["'Cookie: sid=1; theme=dark'", `'Cookie: ${REDACTED}'`],
    ['login --password hunter2 --user me', `login --password ${REDACTED} --user me`],
    ['sent Bearer abc.DEF-123 to it', `sent Bearer ${REDACTED} to it`],
    ['PGPASSWORD=x psql', `PGPASSWORD=${REDACTED} psql`],
    ['DB_PWD=x', `DB_PWD=${REDACTED}`],
    ['cb?access_token=abc&state=1', `cb?access_token=${REDACTED}&state=1`],
    ['Passwort: geheim1', `Passwort: ${REDACTED}`],
    ['postgres://me:pw123@db/x', `postgres://me:${REDACTED}@db/x`],
    ['https://me:p@ss@example.com/x', `https://me:${REDACTED}@example.com/x`],
    ['https://x1Y2z3A4b5C6d7E8@example.com', `https://${REDACTED}@example.com`],
    [
      fake('mongodb+srv://', 'me:pw@cluster.example.com/db'),
      `mongodb+srv://me:${REDACTED}@cluster.example.com/db`,
    ],
  ])('takes the value out of %j', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('takes out the rest of a key that the edge of a screen broke', () => {
    const key = fake('sk-', 'proj-', LONG);
    expect(redact(`key ${key}\n  │ Zq8Xw2Rt5Yv9\ndone`)).toBe(`key ${REDACTED}\n  │ ${REDACTED}\ndone`);
  });

  it.each([
    ['/home/someone/x.ts failed', `/${REDACTED} failed`],
    ['see "/etc/passwd".', `see "/${REDACTED}".`],
    ['cd "/home/some one/my work"', `cd "/${REDACTED}"`],
    ['~/notes/x', `~/${REDACTED}`],
    ['~someone/x', `~/${REDACTED}`],
    ['//home/someone', `/${REDACTED}`],
    ['file:///home/someone/x', `file:///${REDACTED}`],
    ['gcc -I/home/someone/include', `gcc -I/${REDACTED}`],
    ['C:\\Users\\me\\x.txt', REDACTED],
    ['C:/Users/me/x.txt', `C:/${REDACTED}`],
    ['"C:\\Users\\some one\\x.txt"', `"/${REDACTED}"`],
    ['\\\\server\\share\\x', REDACTED],
    ['cwd=/srv/a:/srv/b', `cwd=/${REDACTED}:/${REDACTED}`],
  ])('takes the path out of %j', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each(ORDINARY)('leaves %j alone', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('any text', () => {
  const filler = fc.oneof(
    fc.constantFrom(
      ...ORDINARY,
      ' ',
      '\n',
      ', ',
      ': ',
      '"',
      '(',
      '`',
      'token ',
      'key=',
      '│ ',
      REDACTED,
      'ü ',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  );
  const surroundings = fc.array(filler, { maxLength: 8 }).map((pieces) => pieces.join(''));

  it('loses every planted secret, wherever it stands as a word', () => {
    const planted = fc.constantFrom(...Object.values(SHAPES));
    const edge = fc.constantFrom(' ', '\n', '\t', '"', "'", '(', '=', ', ', ': ', '│', '> ');
    fc.assert(
      fc.property(surroundings, edge, planted, edge, surroundings, (before, left, secret, right, after) => {
        expect(redact(before + left + secret + right + after)).not.toContain(secret);
      }),
      { numRuns: runs(3000) },
    );
  });

  it('loses every planted path', () => {
    const planted = fc.constantFrom(
      '/home/mila/geheim',
      '/srv/x',
      '/Users/nora/work/a.ts',
      '~/.codex-agent-a',
    );
    const edge = fc.constantFrom(' ', '\n', '\t', '"', "'", '(', '=', ', ', ':', '@', '│');
    fc.assert(
      fc.property(surroundings, edge, planted, surroundings, (before, left, path, after) => {
        expect(redact(`${before}${left}${path} ${after}`)).not.toContain(path);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('is the same after a second time', () => {
    const words = fc.array(fc.constantFrom(...ORDINARY, ...Object.values(SHAPES)), { maxLength: 8 });
    fc.assert(
      fc.property(words, fc.constantFrom(' ', '\n', ' = '), (pieces, glue) => {
        const once = redact(pieces.join(glue));
        expect(redact(once)).toBe(once);
      }),
      { numRuns: runs(1000) },
    );
  });
});

describe('a text that was made to be slow', () => {
  const BYTES = 1_048_576;
  const hostile = [
    'a',
    'aA1',
    '0123456789abcdef',
    '"',
    '\\"',
    '\\',
    'token="',
    'token=',
    'token="a"',
    'a.',
    'a-',
    '--a',
    'a://',
    '://a:',
    '://a:b',
    'ghs_1_',
    `${'ghs_1_'.repeat(166)}.`,
    `SG.a.${'a'.repeat(300)}`,
    'xoxb-a-',
    'mongodb://',
    'mongodb://a:',
    'https://a:a@',
    'http://',
    'eyJaaaaaaaaaa.',
    '-----BEGIN PRIVATE KEY-----',
    `-----BEGIN PRIVATE KEY-----${'A'.repeat(9000)}`,
    '/a',
    '//a',
    '"/a',
    '~a',
    'Authorization: ',
    'bearer ',
    'AWS_SECRET_ACCESS_KEY = ',
    '<redacted>\n',
    ' ',
    '\n',
    'api',
    '/',
    ':',
    'sk-',
    'tskey-a-',
  ];

  // Linear is some tens of milliseconds; quadratic, or worse, minutes. Of the processor's time: others may be at work as well.
  it.each(hostile)(
    'of %j takes time in proportion to its length',
    (piece) => {
      const text = piece.repeat(Math.ceil(BYTES / piece.length)).slice(0, BYTES);
      expect(busyMs(() => redact(text))).toBeLessThan(6000);
    },
    60_000,
  );
});

describe('boundTail', () => {
  it('keeps the newest lines and characters and says that it cut', () => {
    expect(boundTail('a\nb\nc\n\n', 2, 100)).toBe('[… older lines left out]\nb\nc');
    expect(boundTail('abcdef', 10, 3)).toBe('[… cut]\ndef');
    expect(boundTail('ab🐝🐝', 10, 1)).toBe('[… cut]\n🐝');
    expect(boundTail('ab🐝🐝', 10, 4)).toBe('ab🐝🐝');
    expect(boundTail('a\n  \n', 5, 100)).toBe('a');
    expect(boundTail('a\n\n \n\n\nb', 3, 100)).toBe('a\n\nb');
  });
});

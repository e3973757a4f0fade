import { describe, expect, it } from 'vitest';
import { boundTail, redact, REDACTED } from '../../../src/core/redact.ts';

const fake = (...parts: readonly string[]): string => parts.join('');
const LONG = 'xyzQRS0123456789xyzQRS0123456789';

describe('redact', () => {
  it.each([
    ['an OpenAI key', fake('sk-', 'proj-', LONG)],
    ['a session key', fake('sess-', LONG)],
    ['a GitHub token', fake('gh', 'p_', LONG)],
    ['a fine-grained GitHub token', fake('github', '_pat_', LONG)],
    ['a GitLab token', fake('glp', 'at-', LONG)],
    ['a Slack token', fake('xox', 'b-123456789012-', LONG)],
    ['an npm token', fake('npm', '_', LONG)],
    ['a Hugging Face token', fake('hf', '_', LONG)],
    ['an AWS key id', fake('AKIA', 'IOSFODNN7EXAMPLE')],
    ['a JWT', fake('eyJ', 'hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN')],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----'],
    ['a long mixed run', fake(LONG, LONG)],
  ])('takes out %s', (_, secret) => {
    expect(redact(`before ${secret} after`)).toBe(`before ${REDACTED} after`);
  });

  it.each([
    ['OPENAI_API_KEY=plainvalue', `OPENAI_API_KEY=${REDACTED}`],
    ['password=hunter22', `password=${REDACTED}`],
    ['client_secret: abcdefgh', `client_secret: ${REDACTED}`],
    ['refresh_token=abcdefgh', `refresh_token=${REDACTED}`],
    ['Authorization: Bearer xyz12345', `Authorization: Bearer ${REDACTED}`],
    ['{"access_token":"abc"}', `{"access_token":${REDACTED}}`],
    ['postgres://me:pw123@db/x', `postgres://me:${REDACTED}@db/x`],
  ])('takes the value out of %j', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    ['/home/someone/x.ts failed', `/${REDACTED} failed`],
    ['see "/etc/passwd".', `see "/${REDACTED}".`],
    ['~/notes/x', `~/${REDACTED}`],
    ['C:\\Users\\me\\x.txt', REDACTED],
    ['cwd=/srv/a:/srv/b', `cwd=/${REDACTED}:/${REDACTED}`],
  ])('takes the path out of %j', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    'src/main/java/com/example/project/Service.java',
    '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
    'https://example.com/a/b',
    'yes/no and 1/2',
    'Tokens used: 12345',
  ])('leaves %j alone', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('boundTail', () => {
  it('keeps the newest lines and characters and says that it cut', () => {
    expect(boundTail('a\nb\nc\n\n', 2, 100)).toBe('[… older lines left out]\nb\nc');
    expect(boundTail('abcdef', 10, 3)).toBe('[… cut]\ndef');
    expect(boundTail('a\n  \n', 5, 100)).toBe('a');
    expect(boundTail('a\n\n \n\n\nb', 3, 100)).toBe('a\n\nb');
  });
});

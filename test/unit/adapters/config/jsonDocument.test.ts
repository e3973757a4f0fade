import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonDocument } from '../../../../src/adapters/config/jsonDocument.ts';

describe('a JSON text', () => {
  it('means what JSON.parse says it means', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const document = readJsonDocument(text);
        expect(document.ok && document.value).toEqual(JSON.parse(text));
      }),
    );
  });

  it('may have comments and commas at the ends', () => {
    const text = '\uFEFF// first\n{ "a": [1, /* two */ 2,], // "no": 1\n "b": "// no comment", }\n/* end */';
    expect(readJsonDocument(text)).toMatchObject({ ok: true, value: { a: [1, 2], b: '// no comment' } });
  });

  it('knows the line of every value, or of the nearest one that is there', () => {
    const document = readJsonDocument('{\n"agents": [\n{ "id": "a" },\n{\n"id": "b" }\n]\n}');
    if (!document.ok) throw new Error('it is valid');
    expect(document.lineOf(['agents', 0, 'id'])).toBe(3);
    expect(document.lineOf(['agents', 1])).toBe(4);
    expect(document.lineOf(['agents', 1, 'id'])).toBe(5);
    expect(document.lineOf(['agents', 1, 'home'])).toBe(4);
    expect(document.lineOf(['nothing'])).toBe(1);
    expect(document.lineOf([])).toBe(1);
  });

  it.each([
    ['{\n"a": 1\n"b": 2\n}', 3, 'a comma or } is missing'],
    ['{"a": 1', 1, 'a comma or } is missing'],
    ['{\n"a" 1}', 2, 'a colon is missing after the key'],
    ['{\n\na: 1}', 3, 'a text in double quotes is missing'],
    ['[1,\n2\n', 3, 'a comma or ] is missing'],
    ['[1,\n,2]', 2, 'a value is missing'],
    ['', 1, 'a value is missing'],
    ['// only a comment\n', 2, 'a value is missing'],
    ['{}\n{}', 2, 'there is something after the end'],
    ['{"a":\nundefined}', 2, 'this is no value of JSON'],
    ['"\\x"', 1, 'this is no value of JSON'],
    ['{"a": 01}', 1, 'this is no value of JSON'],
    ['{"a": 1,\n"a": 2}', 2, 'the key "a" stands there twice'],
    ['"open\nend"', 1, 'a text in double quotes is missing'],
    ['['.repeat(40), 1, 'it is nested too deeply'],
    ['{ /* open', 1, 'a text in double quotes is missing'],
  ])('%j is refused with its line and reason', (text, line, message) => {
    expect(readJsonDocument(text)).toEqual({ ok: false, line, message });
  });

  it('cannot change what objects are', () => {
    const document = readJsonDocument('{"__proto__": {"polluted": 1}}');
    expect(document.ok && Object.hasOwn(document.value as object, '__proto__')).toBe(true);
    expect({}).not.toHaveProperty('polluted');
  });
});

import { describe, expect, it } from 'vitest';
import { prettyJson } from '../../../src/operations/json.ts';

describe('pretty JSON', () => {
  it('sorts keys at every depth and leaves lists in order', () => {
    expect(prettyJson({ b: [{ d: 1, c: null }, 2], a: 'ü' })).toBe(
      '{\n  "a": "ü",\n  "b": [\n    {\n      "c": null,\n      "d": 1\n    },\n    2\n  ]\n}',
    );
  });
});

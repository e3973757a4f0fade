import { plainText } from '../../adapters/tmux/plainText.ts';
import { visibleText } from '../../core/text/visibleText.ts';

/** A terminal wants both characters to begin a line anew. */
const LINE_END = '\r\n';
const MAX_LINE_CHARS = 4000;
/** Nobody reads more than that; the end of it is kept with the result. */
const MAX_CHARS = 1024 * 1024;

/**
 * Makes what a program prints harmless for a terminal, line by line as it comes: no sequence of it moves the cursor, hides
 * text, changes the title or links anywhere.
 */
export class HarmlessOutput {
  readonly #tell: (text: string) => void;
  readonly #leftOut: string;
  #rest = '';
  #told = 0;

  constructor(tell: (text: string) => void, leftOut: string) {
    this.#tell = tell;
    this.#leftOut = leftOut;
  }

  push(raw: string): void {
    const lines = `${this.#rest}${raw}`.split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    // A sequence that never ends must not keep everything back.
    if (this.#rest.length > MAX_LINE_CHARS) this.end();
  }

  end(): void {
    const rest = this.#rest;
    this.#rest = '';
    if (rest !== '') this.#line(rest);
  }

  #line(raw: string): void {
    if (this.#told > MAX_CHARS) return;
    const line = plainText(raw).replaceAll('\n', ' ').slice(0, MAX_LINE_CHARS);
    this.#told += line.length + LINE_END.length;
    this.#tell(`${visibleText(line)}${LINE_END}`);
    if (this.#told > MAX_CHARS) this.#tell(`${this.#leftOut}${LINE_END}`);
  }
}

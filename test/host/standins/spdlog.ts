/** The part of `@vscode/spdlog`'s interface that VS Code uses, over plain synchronous appends. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'] as const;

export class Logger {
  #file: number | undefined;
  #level = 0;
  #formatted = true;

  constructor(_type: string, _name: string, filename: string) {
    mkdirSync(path.dirname(filename), { recursive: true });
    this.#file = openSync(filename, 'a');
  }

  trace(message: string): void {
    this.#write('trace', message);
  }
  debug(message: string): void {
    this.#write('debug', message);
  }
  info(message: string): void {
    this.#write('info', message);
  }
  warn(message: string): void {
    this.#write('warning', message);
  }
  error(message: string): void {
    this.#write('error', message);
  }
  critical(message: string): void {
    this.#write('critical', message);
  }
  getLevel(): number {
    return this.#level;
  }
  setLevel(level: number): void {
    this.#level = level;
  }
  /** VS Code knows one pattern: time, level, text. */
  setPattern(_pattern: string): void {
    this.#formatted = true;
  }
  /** From now on the text as it is; the caller brings its own line ends. */
  clearFormatters(): void {
    this.#formatted = false;
  }
  flush(): void {
    // Every write is on its way already.
  }
  drop(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #write(level: (typeof levels)[number], message: string): void {
    if (this.#file === undefined || levels.indexOf(level) < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    writeSync(this.#file, this.#formatted ? `${time} [${level}] ${message}\n` : message);
  }
}

export async function createRotatingLogger(name: string, filename: string): Promise<Logger> {
  return Promise.resolve(new Logger('rotating', name, filename));
}

export const createAsyncRotatingLogger = createRotatingLogger;

export function setLevel(_level: number): void {
  // Each logger has its own.
}

export function setFlushOn(_level: number): void {
  // Nothing is buffered.
}

/** `node test/tools/readme.ts` writes the parts of the README that are made from the code; a test compares them. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandsTable, operationsTable } from '../../src/operations/table.ts';
import { checkout } from '../host/paths.ts';

const readme = path.join(checkout, 'README.md');
const OPERATIONS = /(<!-- operations:begin -->\n)[^]*(<!-- operations:end -->)/;

const COMMANDS = /(<!-- commands:begin -->\n)[^]*(<!-- commands:end -->)/;

/** The README with its generated parts as the code has them now. */
export function withGeneratedParts(text: string): string {
  return replacePart(replacePart(text, OPERATIONS, operationsTable()), COMMANDS, commandsTable());
}

function replacePart(text: string, place: RegExp, part: string): string {
  return text.replace(place, (_, begin: string, end: string) => `${begin}\n${part.trim()}\n\n${end}`);
}

if (process.argv[1] === import.meta.filename) {
  await writeFile(readme, withGeneratedParts(await readFile(readme, 'utf8')));
}

/** A word for bash and zsh: between single quotes everything stands for itself but the quote. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

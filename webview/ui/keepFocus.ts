/**
 * Draws, and gives the keyboard back to what was drawn anew, or else to what it stood in. Who is elsewhere by now, in an
 * editor or a terminal, is not called back; who scrolled on is left where they are.
 */
export function keepFocus(draw: () => void): void {
  const before = document.hasFocus() ? document.activeElement : null;
  const places = before === null ? [] : idsAround(before);
  draw();
  if (before === null || before.isConnected) return;
  for (const id of places) {
    const place = document.getElementById(id);
    place?.focus({ preventScroll: true });
    if (place !== null && document.activeElement === place) return;
  }
}

/** Its own id and those of what it stands in, innermost first. */
function idsAround(from: Element): string[] {
  const ids: string[] = [];
  for (let at: Element | null = from; at !== null; at = at.parentElement) if (at.id !== '') ids.push(at.id);
  return ids;
}

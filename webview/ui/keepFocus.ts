/**
 * Draws, and gives the keyboard back to what was drawn anew, or else to what it stood in, or else (when that is hidden) to the
 * element with the id `otherwise`. Who is elsewhere by now, in an
 * editor or a terminal, is not called back; who scrolled on is left where they are.
 */
export function keepFocus(draw: () => void, otherwise: string): void {
  const before = document.hasFocus() ? document.activeElement : null;
  const places = before === null ? [] : idsAround(before);
  draw();
  if (before === null || (before.isConnected && !isHidden(before))) return;
  for (const id of [...places, otherwise]) {
    const place = document.getElementById(id);
    if (place === null || isHidden(place)) continue;
    place.focus({ preventScroll: true });
    if (document.activeElement === place) return;
  }
}

function isHidden(element: Element): boolean {
  for (let at: Element | null = element; at !== null; at = at.parentElement)
    if (at.getAttribute('hidden') !== null) return true;
  return false;
}

/** Its own id and those of what it stands in, innermost first. */
function idsAround(from: Element): string[] {
  const ids: string[] = [];
  for (let at: Element | null = from; at !== null; at = at.parentElement) if (at.id !== '') ids.push(at.id);
  return ids;
}

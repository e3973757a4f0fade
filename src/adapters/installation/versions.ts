/** A version as semver writes it (build metadata allowed), fit to be the name of a folder. */
const VERSION =
  /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/u;

const MAX_CHARS = 80;

export function isVersion(text: string): boolean {
  return text.length <= MAX_CHARS && VERSION.test(text);
}

/** Orders versions oldest first, as semver does; builds of one version by their text, so that the order is stable. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [VERSION.exec(one), VERSION.exec(other)];
  if (a === null || b === null) return one < other ? -1 : 1;
  for (const part of [1, 2, 3]) {
    const difference = Number(a[part]) - Number(b[part]);
    if (difference !== 0) return difference;
  }
  return comparePreRelease(a[4], b[4]) || compareText(a[5] ?? '', b[5] ?? '');
}

function comparePreRelease(one: string | undefined, other: string | undefined): number {
  // A release is newer than what came before it.
  if (one === undefined || other === undefined)
    return Number(one === undefined) - Number(other === undefined);
  const [ours, theirs] = [one.split('.'), other.split('.')];
  for (let index = 0; index < Math.max(ours.length, theirs.length); index += 1) {
    const difference = compareIdentifier(ours[index], theirs[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareIdentifier(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined)
    return Number(one !== undefined) - Number(other !== undefined);
  const [isNumber, otherIsNumber] = [/^\d+$/u.test(one), /^\d+$/u.test(other)];
  if (isNumber && otherIsNumber) return Number(one) - Number(other);
  if (isNumber !== otherIsNumber) return isNumber ? -1 : 1;
  return compareText(one, other);
}

function compareText(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** Node 22.13 brought what locks between processes need. */
const OLDEST = [22, 13] as const;

/** Why this Node (`22.13.0`) cannot run us, as a public sentence; null when it can. */
export function nodeProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return isOld
    ? `needs Node ${OLDEST.join('.')} or newer. Start it with codex-master-mcp, which finds one.`
    : null;
}

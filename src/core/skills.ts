/** A place that skills are looked for in, by the reference's kinds; `user_agents` is ours: the person's own, which Codex reads for every home. */
export type SkillRootKind = 'system' | 'plugin_cache' | 'tmp_plugin_cache' | 'user_agents';

/** Where a skill comes from, told by its path alone (reference contract §6; `user` and `user_agents` are ours). */
export type SkillSource =
  | 'system'
  | 'user'
  | 'plugin_cache'
  | 'tmp_plugin_cache'
  | 'tmp_agent_skills'
  | 'user_agents'
  | 'unknown';

/** What the path of a skill says about it. */
export interface SkillIdentity {
  /** The folder that holds its SKILL.md, not what front matter says. */
  readonly name: string;
  readonly source: SkillSource;
  /** `plugin@market`; empty for a skill of no plugin. */
  readonly plugin: string;
}

export interface Skill extends SkillIdentity {
  /** Of its SKILL.md: relative to the Agentin's home; of `user_agents` relative to the person's. */
  readonly path: string;
}

export interface SkillRoot {
  readonly kind: SkillRootKind;
  readonly exists: boolean;
  /** It, or a folder on the way to it, is a link; nothing in it is looked at. */
  readonly isLink: boolean;
  readonly skillCount: number;
}

/** The skills of one Agentin. */
export interface SkillInventory {
  readonly roots: readonly SkillRoot[];
  /** In the order of the roots, then of their paths. */
  readonly skills: readonly Skill[];
  /** False when a bound was reached or a folder could not be read: there may be more. */
  readonly isComplete: boolean;
  /** Links that were not followed; a skill may stand behind one. */
  readonly linksSkipped: number;
}

/** What a reference to a skill came to. */
export interface SkillAnswer {
  readonly requested: string;
  readonly matches: readonly Skill[];
}

/**
 * Identity of the skill whose SKILL.md lies in the folder `parts` below a root. Plugins of every marketplace are
 * known, whatever stands between the plugin and the skill (`<version>/skills/…`, as Codex lays them out).
 */
export function identifySkill(kind: SkillRootKind, parts: readonly string[]): SkillIdentity {
  const name = parts.at(-1) ?? '';
  const [first = '', second = ''] = parts;
  const of = (source: SkillSource, plugin = ''): SkillIdentity => ({ name, source, plugin });
  switch (kind) {
    case 'system':
      if (first === '.system' && parts.length > 1) return of('system');
      // Codex itself reads no other hidden folder there.
      return first === '' || first.startsWith('.') ? of('unknown') : of('user');
    case 'plugin_cache':
      return parts.length > 2 ? of('plugin_cache', `${second}@${first}`) : of('unknown');
    case 'tmp_plugin_cache':
      if (first === 'plugins' && parts.length > 2) return of('tmp_plugin_cache', `${second}@tmp`);
      if (first === '.agents' && second === 'skills' && parts.length > 2)
        return of('tmp_agent_skills', 'agents@tmp');
      return of('unknown');
    case 'user_agents':
      return first === '' ? of('unknown') : of('user_agents');
  }
}

/**
 * The skills that a reference names, in inventory order: `name`, `plugin:name`, `plugin/name`, `plugin@market:name` or
 * `plugin@market/name`, without regard to case (reference contract §5.4).
 */
export function matchSkills({ skills }: Pick<SkillInventory, 'skills'>, reference: string): readonly Skill[] {
  const wanted = folded(reference.trim());
  return wanted === ''
    ? []
    : skills.filter((skill) => namesOf(skill).some((name) => folded(name) === wanted));
}

function namesOf({ name, plugin }: Skill): readonly string[] {
  if (plugin === '') return [name];
  const bare = plugin.slice(0, plugin.lastIndexOf('@'));
  return [name, ...[bare, plugin].flatMap((owner) => [`${owner}:${name}`, `${owner}/${name}`])];
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

import type { SkillInventory } from '../skills.ts';

/** The skills that Codex finds with a home. Opens no file and follows no link. */
export interface SkillShelf {
  /** What is there now; the same object as last time when nothing changed. Never rejects: what cannot be read makes it incomplete. */
  inventory(home: string): Promise<SkillInventory>;
}

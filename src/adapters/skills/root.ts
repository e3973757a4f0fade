import { join } from 'node:path';
import type { Disposable } from '../../core/lifecycle.ts';
import { identifySkill, type Skill, type SkillRootKind } from '../../core/skills.ts';
import { kindAt } from './stamp.ts';
import { SkillTree, type TreeReading } from './tree.ts';

interface RootPlace {
  readonly kind: SkillRootKind;
  /** Below the Agentin's home, or for `user_agents` the person's. */
  readonly parts: readonly string[];
}

/** Where skills are looked for: the reference's three roots (contract §6), and what Codex reads of the person's own. */
export const PLACES: readonly RootPlace[] = [
  { kind: 'system', parts: ['skills'] },
  { kind: 'plugin_cache', parts: ['plugins', 'cache'] },
  { kind: 'tmp_plugin_cache', parts: ['.tmp', 'plugins'] },
  { kind: 'user_agents', parts: ['.agents', 'skills'] },
];

/** Of a root that is not looked into. */
const NOTHING: TreeReading = { skills: [], links: 0, isComplete: true };

export interface RootReading {
  readonly exists: boolean;
  readonly isLink: boolean;
  readonly tree: TreeReading;
}

/** One root and what is known of it. */
export class Root implements Disposable {
  readonly kind: SkillRootKind;
  readonly #base: string;
  readonly #parts: readonly string[];
  readonly #tree: SkillTree;

  constructor({ kind, parts }: RootPlace, base: string) {
    this.kind = kind;
    this.#base = base;
    this.#parts = parts;
    this.#tree = new SkillTree(join(base, ...parts));
  }

  async read(): Promise<RootReading> {
    const way = this.#way();
    return { ...way, tree: way.exists && !way.isLink ? await this.#tree.read() : NOTHING };
  }

  dispose(): void {
    this.#tree.dispose();
  }

  skillsOf({ skills }: TreeReading): readonly Skill[] {
    return skills.map((parts) => ({
      // One that lies in the root itself goes by the root's name.
      ...identifySkill(this.kind, parts),
      ...(parts.length === 0 && { name: this.#parts.at(-1) ?? '' }),
      path: [...this.#parts, ...parts, 'SKILL.md'].join('/'),
    }));
  }

  /** Is it there, and is no folder on the way to it a link? The base itself may be one: its owner named it. */
  #way(): Pick<RootReading, 'exists' | 'isLink'> {
    let at = this.#base;
    for (const part of this.#parts) {
      at = join(at, part);
      const kind = kindAt(at);
      if (kind !== 'other') return { exists: kind === 'link', isLink: kind === 'link' };
    }
    return { exists: true, isLink: false };
  }
}

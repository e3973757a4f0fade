/** Which Codex home is the active one, and what that means for the Masterjet (reference contract §7). */

export type HomeKind = 'main_default_home' | 'managed_agent_home' | 'custom_home';

export type McpVisibility =
  | 'expected_if_registered'
  | 'not_expected_for_master_mcp'
  | 'depends_on_custom_home_registration';

export interface CodexHomeContext {
  readonly codex_home_env: 'set' | 'unset';
  readonly home_kind: HomeKind;
  /** The Agentin whose home it is; null for a home that is nobody's. */
  readonly matched_agent: string | null;
  readonly mcp_visibility: McpVisibility;
  /** False in an Agentin's home: she is led, and never leads. */
  readonly ok: boolean;
}

const VISIBILITY: Readonly<Record<HomeKind, McpVisibility>> = {
  main_default_home: 'expected_if_registered',
  managed_agent_home: 'not_expected_for_master_mcp',
  custom_home: 'depends_on_custom_home_registration',
};

/** `matchedAgent` counts more than the place: the default home may be an Agentin's. */
export function judgeHome(facts: {
  readonly isSet: boolean;
  readonly isDefault: boolean;
  readonly matchedAgent: string | null;
}): CodexHomeContext {
  const homeKind = kindOf(facts);
  return {
    codex_home_env: facts.isSet ? 'set' : 'unset',
    home_kind: homeKind,
    matched_agent: facts.matchedAgent,
    mcp_visibility: VISIBILITY[homeKind],
    ok: homeKind !== 'managed_agent_home',
  };
}

function kindOf({
  isDefault,
  matchedAgent,
}: {
  readonly isDefault: boolean;
  readonly matchedAgent: string | null;
}): HomeKind {
  if (matchedAgent !== null) return 'managed_agent_home';
  return isDefault ? 'main_default_home' : 'custom_home';
}

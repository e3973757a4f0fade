import type { HomeKind } from './codexHome.ts';

/** Which Codex and which Masterjets run on this machine (reference contract §7, running_process_summary). */

export type ProcessHomeKind = HomeKind | 'unknown_home';

/** A Codex that someone uses, or a Masterjet that serves. */
export interface SeenProcess {
  readonly kind: 'codex_client' | 'mcp_server';
  readonly home: ProcessHomeKind;
}

export interface ProcessSummary {
  readonly codex_client_process_count: number;
  readonly mcp_server_process_count: number;
  /** Of the Codex clients. */
  readonly home_kind_counts: Readonly<Record<ProcessHomeKind, number>>;
  readonly namespace_visibility: {
    readonly main_default_home_clients: number;
    readonly custom_home_clients: number;
    readonly managed_agent_home_clients: number;
    readonly unknown_home_clients: number;
    readonly custom_home_clients_need_own_mcp_config: boolean;
    readonly managed_agent_home_clients_expect_no_master_mcp: boolean;
    readonly unknown_home_clients_need_manual_check: boolean;
  };
}

/** Counts only: no process is told apart. */
export function summarizeProcesses(seen: readonly SeenProcess[]): ProcessSummary {
  const clients = seen.filter(({ kind }) => kind === 'codex_client');
  const count = (home: ProcessHomeKind): number => clients.filter((client) => client.home === home).length;
  const [main, custom, managed, unknown] = [
    count('main_default_home'),
    count('custom_home'),
    count('managed_agent_home'),
    count('unknown_home'),
  ];
  return {
    codex_client_process_count: clients.length,
    mcp_server_process_count: seen.length - clients.length,
    home_kind_counts: {
      main_default_home: main,
      managed_agent_home: managed,
      custom_home: custom,
      unknown_home: unknown,
    },
    namespace_visibility: {
      main_default_home_clients: main,
      custom_home_clients: custom,
      managed_agent_home_clients: managed,
      unknown_home_clients: unknown,
      custom_home_clients_need_own_mcp_config: custom > 0,
      managed_agent_home_clients_expect_no_master_mcp: managed > 0,
      unknown_home_clients_need_manual_check: unknown > 0,
    },
  };
}

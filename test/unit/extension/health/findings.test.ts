import { describe, expect, it } from 'vitest';
import { failed } from '../../../../src/core/diagnostics/check.ts';
import type { Check } from '../../../../src/core/diagnostics/check.ts';
import { findingsOf, subjectOf } from '../../../../src/extension/health/findings.ts';
import { noHome } from './support.ts';

const unset: readonly Check[] = [
  failed('installed_symlink', { hint: 'Install it.', fix: 'install' }, { exists: false }),
  failed('mcp_registered', { hint: 'Register it.', fix: 'register_mcp_server' }, { registered: false }),
  failed('codex_client_mcp_config', { hint: 'Register it.', fix: 'register_mcp_server' }),
];

describe('what is found', () => {
  it('is one hint, and no error, where nobody asked that Codex leads', () => {
    const findings = findingsOf([...unset, noHome]);
    expect(findings.map(({ check, level, covers }) => [check.name, level, covers.length])).toEqual([
      ['agent_a_home_exists', 'error', 1],
      ['installed_symlink', 'warning', 3],
    ]);
  });

  it('is an error where it was set up once and broke', () => {
    const [link, ...others] = unset;
    const broken = [failed(link?.name ?? '', { hint: 'Install it.' }, { exists: true }), ...others];
    expect(findingsOf(broken).map(({ level }) => level)).toEqual(['error', 'error', 'error']);
  });

  it('is said once of a home that is not there', () => {
    const launcher = failed(
      'agent_a_runner_executable',
      { hint: 'No.', fix: 'create_home' },
      { error_code: 'home_missing' },
    );
    expect(findingsOf([noHome, launcher]).map(({ check }) => check.name)).toEqual(['agent_a_home_exists']);
  });

  it('is said once of what many checks need', () => {
    const tmux = [
      failed('tmux_available', { hint: 'Install it.', fix: 'install_tmux' }),
      failed('tmux_version', { hint: 'Update it.', fix: 'update_tmux' }),
    ];
    const codex = [
      failed('codex_available', { hint: 'Install it.', fix: 'install_codex' }),
      failed('agent_a_runner_executable', { hint: 'No.' }, { error_code: 'codex_missing' }),
      failed('mcp_registered', { hint: 'No.' }, { registered: false, reason: 'codex_missing' }),
    ];
    const unsafe = { error_code: 'state_directory_unsafe' };
    const state = [
      failed('agent_a_socket_path', { hint: 'No.', fix: 'repair_state_directory' }, unsafe),
      failed('state_directory_safe', { hint: 'No.', fix: 'repair_state_directory' }, unsafe),
    ];
    const names = findingsOf([...tmux, ...codex, ...state]).map(({ check }) => check.name);
    expect(names).toEqual(['tmux_available', 'codex_available', 'state_directory_safe']);
  });

  it('belongs to the Agentin with the longest id that fits', () => {
    expect(subjectOf('agent_a_b_control', ['a', 'a_b'])).toEqual({
      group: { kind: 'agent', agentId: 'a_b' },
      topic: 'control',
    });
  });
});

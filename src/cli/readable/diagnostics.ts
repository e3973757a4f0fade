import { isJsonObject, type JsonObject } from '../../operations/json.ts';
import { fields, hanging, MARK, mark, table } from './layout.ts';
import { at, counted, listOf, objectOf, text, textsOf } from './shape.ts';

/** Checks of the machine and the installation. */

const SIGNS: Readonly<Record<string, string>> = { info: MARK.ok, warning: MARK.warning, error: MARK.failed };

/** One line a check, and below it what to do; what mends several is said once. */
export function doctorLines(result: JsonObject): string[] {
  const checks = listOf(result['checks']);
  const lines = checks.flatMap(({ name, severity, hint }, index) => {
    const line = `${SIGNS[text(severity)] ?? ''} ${text(name)}`;
    const isSaid = typeof hint !== 'string' || checks[index + 1]?.['hint'] === hint;
    return isSaid ? line : [line].concat(hanging('      ', hint));
  });
  const warnings = counted(result['warning_count'], 'warning');
  const verdict =
    result['ok'] === true
      ? `All is well (${warnings}).`
      : `${counted(result['error_count'], 'check')} failed, ${warnings}.`;
  return [...lines, '', verdict];
}

/** A line for each part that is well or not by itself, with its reason. */
export function partsLines(result: JsonObject): string[] {
  const rows = Object.entries(result).flatMap(([name, part]) =>
    isJsonObject(part) && typeof part['ok'] === 'boolean'
      ? [[mark(part['ok']).trim(), name, text(part['reason'] ?? part['problem'] ?? '')]]
      : [],
  );
  return [...table([['', 'PART', 'REASON'], ...rows]), '', verdictOf(result)];
}

export function namespaceLines(result: JsonObject): string[] {
  const seen = objectOf(result['running_process_summary']);
  const running = [
    counted(seen['codex_client_process_count'], 'Codex process', 'Codex processes'),
    counted(seen['mcp_server_process_count'], 'Masterjet'),
  ].join(', ');
  const then =
    result['ok'] === true ? ['Sessions that run already see new tools only after a new start.'] : [];
  return [...partsLines(result), ...then, `Running now: ${running}.`];
}

function verdictOf(result: JsonObject): string {
  return result['ok'] === true ? 'All is well.' : 'Not well. "codex-master-mcp doctor" says what to do.';
}

export function appBridgeLines(result: JsonObject): string[] {
  const reason = text(result['reason'] ?? '');
  return [
    result['ok'] === true
      ? `The plugin names a ${text(result['connector_id_kind'])}.`
      : `No app entry: ${reason}.`,
    ...(result['ok'] === true ? [] : ['As an MCP server the Masterjet needs none.']),
  ];
}

export function releaseStatusLines(result: JsonObject): string[] {
  const ready = result['ok'] === true ? 'Nothing is in the way of a release.' : 'Not ready to be released.';
  return [
    ready,
    ...fields([
      ['package', text(result['package_version'] ?? '')],
      ['plugin', text(result['plugin_version'] ?? '')],
      ['tag', text(result['expected_tag'] ?? '')],
      ['newest tag', text(result['latest_local_tag'] ?? '')],
      ['commits since', text(result['commits_since_latest_local_tag'] ?? '')],
      ['GitHub', text(result['latest_github_release_tag'] ?? result['github_release_status'])],
      ['blockers', textsOf(result['blockers']).join('\n')],
      ['warnings', textsOf(result['warnings']).join('\n')],
    ]),
  ];
}

export function installLines(result: JsonObject): string[] {
  const offPath = result['install_path_on_path'] === false;
  return [
    result['ok'] === true ? 'Installed for your own Codex.' : 'Not all of it could be installed.',
    ...fields([
      ['command', text(result['symlink'])],
      ['MCP server', text(at(result, 'mcp', 'status'))],
      [
        'plugin',
        [at(result, 'plugin_cache_install', 'status'), at(result, 'plugin_cache_install', 'version')]
          .map(text)
          .join(' '),
      ],
      ['turned on', text(result['plugin_activation'])],
    ]),
    ...(offPath
      ? hanging('', 'The folder of the command is not on your PATH: add ~/.local/bin, or name it whole.')
      : []),
    'A Codex that runs already sees the tools after a new start.',
  ];
}

export function uninstallLines(result: JsonObject): string[] {
  return [
    result['ok'] === true ? 'Taken out of your own Codex.' : 'Not all of it could be taken out.',
    ...fields([
      ['command', text(result['symlink'])],
      ['MCP server', text(at(result, 'mcp', 'status'))],
      ['plugin', text(at(result, 'plugin_cache', 'status'))],
    ]),
  ];
}

import { l10n } from 'vscode';
import { register, readRegistration } from '../../adapters/codex/registration/registration.ts';
import type { Registration, RegistrationTarget } from '../../adapters/codex/registration/registration.ts';
import { localRunner } from '../../adapters/run.ts';
import { panelError } from '../messages/errorWords.ts';
import { MASTERJET } from './masterjetCommand.ts';
import type { MasterjetCommand } from './masterjetCommand.ts';
import type { RegistrationPort } from './registration.ts';
import type { FindProgram } from './requirements.ts';

/** The registration in a Codex home through Codex itself (`codex mcp …`), with the `codex` from PATH. */
export function registrationPort(
  find: FindProgram,
  environment: Readonly<Record<string, string | undefined>>,
): RegistrationPort {
  const target = async (home: string): Promise<RegistrationTarget> => {
    const codex = await find('codex');
    if (codex === null)
      throw panelError('codex_missing', l10n.t('Codex is not installed: there is no codex on PATH.'));
    return { home, launcher: [codex], env: plainEnvironment(environment) };
  };
  return {
    read: async (home) => toCommand(await readRegistration(localRunner, await target(home), MASTERJET)),
    register: async (home, { command, args, env }) => {
      const wish = { name: MASTERJET, argv: [command, ...args], env };
      const { after, configText } = await register(localRunner, await target(home), wish);
      return { written: toCommand(after), text: configText ?? '' };
    },
  };
}

/** Null for a server that is not there or is reached by a URL. */
function toCommand(registration: Registration | null): MasterjetCommand | null {
  const [command, ...args] = registration?.argv ?? [];
  return command === undefined || registration === null ? null : { command, args, env: registration.env };
}

/** Without what would make the editor's runtime, or a script of npm, behave as something else. */
function plainEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(?:ELECTRON_|VSCODE_)/u.test(entry[0]),
  );
  return Object.fromEntries(entries);
}

import { l10n } from 'vscode';
import type { Holder } from '../../core/lease.ts';
import { commandLineOf } from '../../core/text/commandLine.ts';
import { visibleText } from '../../core/text/visibleText.ts';
import type { CheckCommand } from '../../core/worktrees/checks.ts';
import { personsConsent } from '../../core/worktrees/repositories.ts';
import type { Consent, Repositories, Repository } from '../../core/worktrees/repositories.ts';
import { showWarning } from '../messages/say.ts';

interface Asked {
  readonly repository: Repository;
  readonly command: CheckCommand;
}

/**
 * What the person allows of the commands that somebody else wrote, by hash: asked once for all of them, in the words that
 * will be run. Null when they said no.
 */
export async function askConsents(
  repositories: Pick<Repositories, 'checkConsent'>,
  asked: readonly Asked[],
  holder: Holder,
): Promise<ReadonlyMap<string, Consent> | null> {
  const open = new Map<string, CheckCommand>();
  for (const { repository, command } of asked) {
    const { sha256, isGiven } = await repositories.checkConsent(repository, command);
    if (!isGiven) open.set(sha256, command);
  }
  if (open.size === 0) return new Map();
  const allow = l10n.t('Allow and Run');
  const question = l10n.t('Run these commands outside of any sandbox?');
  const detail = [
    ...[...open.values()].map((command) => `${shownLine(command)}\n${originText(command)}`),
    l10n.t(
      'They run with all that you may do, now and whenever you run them in this repository, on files that Agentinnen may have changed.',
    ),
  ].join('\n\n');
  if ((await showWarning(question, { modal: true, detail }, allow)) !== allow) return null;
  return new Map([...open.keys()].map((sha256) => [sha256, personsConsent(holder, sha256)]));
}

/** One line, whatever its words hold: none can pretend to be another command, or what we say of it. */
function shownLine({ argv }: CheckCommand): string {
  return visibleText(commandLineOf(argv).replaceAll(/\r?\n/gu, ' ⏎ '));
}

function originText({ origin }: CheckCommand): string {
  return origin === 'fleet_file'
    ? l10n.t('– declared in fleet.json')
    : l10n.t('– written by a Teamleiterin, not by you');
}

import { describe, expect, it } from 'vitest';
import { FleetStatusBar } from '../../../../src/extension/attention/statusBar.ts';
import type { AgentSnapshot } from '../../../../src/core/fleetApi.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { person, runningFleet } from '../support.ts';

async function snapshots(change: Partial<AgentSnapshot['model']> = {}): Promise<AgentSnapshot[]> {
  const fleet = await runningFleet();
  const changed = (base: AgentSnapshot): AgentSnapshot => ({ ...base, model: { ...base.model, ...change } });
  return [changed(fleet.peek('a', person)), changed(fleet.peek('b', person))];
}

describe('the status bar', () => {
  it('is not there for who has no fleet', async () => {
    const bar = new FleetStatusBar(() => 0);
    bar.update([]);
    expect(ui.statusBar.at(-1)?.isShown).toBe(false);
    bar.update(await snapshots());
    expect(ui.statusBar.at(-1)).toMatchObject({ isShown: true, text: '$(organization) 0 working' });
    bar.update([]);
    expect(ui.statusBar.at(-1)?.isShown).toBe(false);
  });

  it('says nothing of what nobody looked at yet, and of what needs the person at once', async () => {
    const bar = new FleetStatusBar(() => 0);
    const unseen = await snapshots({ session: { kind: 'unknown', sinceMs: 0 }, startingSinceMs: null });
    bar.update(unseen, 0);
    expect(ui.statusBar.at(-1)?.text).toBe('$(organization) checking…');
    bar.update(unseen, 2);
    expect(ui.statusBar.at(-1)?.text).toBe('$(organization) 2 need you');
  });
});

import { EventEmitter, l10n, ThemeColor, window } from 'vscode';
import type { Event, FileDecoration, FileDecorationProvider, Uri } from 'vscode';
import { isWithin } from '../../core/assignment/scope.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { momentText } from '../text/time.ts';
import { agentTitle } from '../text/words.ts';
import { writtenPlaces } from './writers.ts';
import type { WrittenPlace } from './writers.ts';

/** VS Code shows two characters beside a file. */
const BADGE_CHARS = 2;

/** Marks what running assignments may write with the letter of the Agentin, in the Explorer and on tabs. */
export class WriteMarks implements FileDecorationProvider, Disposable {
  readonly #service: FleetService;
  readonly #now: () => number;
  readonly #changed = new EventEmitter<undefined>();
  readonly #ends: readonly Disposable[];
  #places = new Map<string, readonly WrittenPlace[]>();

  constructor(service: FleetService, now: () => number) {
    this.#service = service;
    this.#now = now;
    this.#ends = [
      this.#changed,
      service.onDidChangeAgent(({ agentId }) => this.#lookAt(agentId)),
      service.onDidChangeFleet(() => this.#look()),
      window.registerFileDecorationProvider(this),
    ];
  }

  get onDidChangeFileDecorations(): Event<undefined> {
    return this.#changed.event;
  }

  provideFileDecoration(uri: Uri): FileDecoration | undefined {
    if (uri.scheme !== 'file') return undefined;
    const here = [...this.#places.values()].flat().filter((place) => isWithin(uri.fsPath, place.path));
    const writers = [...new Map(here.map((place) => [place.agent.spec.id, place.agent])).values()];
    if (writers.length === 0) return undefined;
    const letters = writers.map(({ spec }) => spec.id.slice(0, 1).toUpperCase()).join('');
    return {
      badge: letters.slice(0, BADGE_CHARS),
      color: new ThemeColor('charts.blue'),
      tooltip: writers.map((agent) => this.#sentence(agent)).join('\n'),
      propagate: false,
    };
  }

  dispose(): void {
    for (const end of this.#ends) end.dispose();
  }

  #sentence({ spec, model }: WrittenPlace['agent']): string {
    const since = momentText(model.assignment?.createdAtMs ?? this.#now(), this.#now());
    return l10n.t('{0} may write here until her assignment is over (since {1})', agentTitle(spec), since);
  }

  /** She may be at work, and change many times a second: nobody else is looked at for it. */
  #lookAt(agentId: string): void {
    const agent = this.#service.snapshot(agentId);
    const places = agent === undefined ? [] : writtenPlaces([agent]);
    const before = this.#places.get(agentId) ?? [];
    this.#places.set(agentId, places);
    if (!isSame(before, places)) this.#changed.fire(undefined);
  }

  /** Every file is asked for again when the places differ: which of them are below one, only VS Code knows. */
  #look(): void {
    const before = [...this.#places.values()].flat();
    const agents = this.#service.snapshots();
    this.#places = new Map(agents.map((agent) => [agent.spec.id, writtenPlaces([agent])]));
    if (!isSame(before, [...this.#places.values()].flat())) this.#changed.fire(undefined);
  }
}

function isSame(one: readonly WrittenPlace[], other: readonly WrittenPlace[]): boolean {
  const text = (places: readonly WrittenPlace[]): string =>
    JSON.stringify(places.map(({ agent, path }) => [agent.spec.id, path]));
  return text(one) === text(other);
}

import { EventEmitter, l10n, ThemeColor, window } from 'vscode';
import type { Event, FileDecoration, FileDecorationProvider, Uri } from 'vscode';
import { isWithin } from '../../core/assignment/scope.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { FleetService } from '../fleetService.ts';
import { momentText } from '../time.ts';
import { agentTitle } from '../words.ts';
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
  #places: readonly WrittenPlace[] = [];
  #shown = '[]';

  constructor(service: FleetService, now: () => number) {
    this.#service = service;
    this.#now = now;
    this.#ends = [
      this.#changed,
      service.onDidChangeAgent(() => this.#look()),
      service.onDidChangeFleet(() => this.#look()),
      window.registerFileDecorationProvider(this),
    ];
  }

  get onDidChangeFileDecorations(): Event<undefined> {
    return this.#changed.event;
  }

  provideFileDecoration(uri: Uri): FileDecoration | undefined {
    if (uri.scheme !== 'file') return undefined;
    const here = this.#places.filter((place) => isWithin(uri.fsPath, place.path));
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

  /** Every file is asked for again when the places differ: which of them are below one, only VS Code knows. */
  #look(): void {
    this.#places = writtenPlaces(this.#service.snapshots());
    const shown = JSON.stringify(this.#places.map(({ agent, path }) => [agent.spec.id, path]));
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#changed.fire(undefined);
  }
}

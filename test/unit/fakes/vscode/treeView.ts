import { Signal } from './signal.ts';

/** A tree view as VS Code hands it out. */
export class FakeTreeView {
  visible = false;
  readonly messages: string[] = [];
  badge: { readonly value: number; readonly tooltip: string } | undefined;
  description = '';
  selection: readonly unknown[] = [];
  readonly revealed: unknown[] = [];
  readonly provider: unknown;
  readonly visibility = new Signal<{ readonly visible: boolean }>();
  readonly expansion = new Signal<{ readonly element: unknown }>();
  readonly onDidExpandElement = this.expansion.event;
  readonly checks = new Signal<{ readonly items: readonly (readonly [unknown, number])[] }>();
  readonly onDidChangeCheckboxState = this.checks.event;
  readonly onDidChangeVisibility = this.visibility.event;
  readonly selections = new Signal<{ readonly selection: readonly unknown[] }>();
  readonly onDidChangeSelection = this.selections.event;

  constructor(provider: unknown) {
    this.provider = provider;
  }

  get message(): string {
    return this.messages.at(-1) ?? '';
  }

  set message(message: string) {
    this.messages.push(message);
  }

  show(visible: boolean): void {
    this.visible = visible;
    this.visibility.fire({ visible });
  }

  async reveal(element: unknown): Promise<void> {
    this.revealed.push(element);
  }

  dispose(): void {}
}

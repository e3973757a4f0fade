import type { FolderListing, FormTexts } from '../../src/shared/assignForm.ts';
import { element } from '../ui/element.ts';
import { button } from '../ui/toolkit.ts';
import { paths } from './fields.ts';
import type { Field, FieldWords, PathsOn } from './fields.ts';
import { PathTree } from './pathTree.ts';

/** A field of paths with her files below it, for who wants to see them. */
export interface BrowsingField extends Field<string> {
  fill(listing: FolderListing): void;
  /** It is another folder now: what was shown of the one before goes. */
  close(): void;
}

export function browsingPaths(
  words: FieldWords,
  texts: FormTexts,
  on: PathsOn & { readonly list: (folder: string) => void },
): BrowsingField {
  const changed = (): void => {
    tree?.refresh();
    on.change();
  };
  const field = paths(words, texts.choose, { ...on, change: changed });
  const place = element('div', { id: `${words.id}-tree`, class: 'browser', hidden: true });
  let tree: PathTree | undefined;
  const lines = (): string[] =>
    field
      .get()
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const toggle = (path: string): void => {
    const rest = lines().filter((line) => line.replace(/\/$/, '') !== path);
    field.set((rest.length < lines().length ? rest : [...rest, path]).join('\n'));
    on.change();
  };
  const show = (opens: boolean): void => {
    place.hidden = !opens;
    browse.setAttribute('aria-expanded', String(opens));
    if (!opens || tree !== undefined) return;
    const label = browse.getAttribute('aria-label') ?? words.label;
    tree = new PathTree({ label, texts, list: on.list, chosen: lines, toggle });
    place.replaceChildren(tree.root);
  };
  const browse = button(texts.browse, false, () => show(place.hidden !== false));
  browse.setAttribute('aria-expanded', 'false');
  field.actions.prepend(browse);
  field.root.append(place);
  place.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    show(false);
    browse.focus();
  });
  return {
    ...field,
    set: (value) => {
      field.set(value);
      tree?.refresh();
    },
    setLabel: (text) => {
      field.setLabel(text);
      for (const one of [browse, tree?.root]) one?.setAttribute('aria-label', `${text}: ${texts.browse}`);
      field.offer.setAttribute('aria-label', `${text}: ${texts.choose}`);
    },
    fill: (listing) => tree?.fill(listing),
    close: () => {
      tree = undefined;
      place.replaceChildren();
      show(false);
    },
  };
}

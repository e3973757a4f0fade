import { lexer } from 'marked';
import type { Token, Tokens } from 'marked';
import { element } from '../../ui/element.ts';

/*
 * Markdown of a model as elements. The library only takes the text apart; what is drawn is made here, of text nodes: no HTML of
 * the text is ever taken, nothing is loaded, no link leads anywhere.
 */

/** One block of a text; equal `raw` means an equal drawing. */
export interface MarkdownBlock {
  readonly raw: string;
  readonly draw: () => Node;
}

/** The blocks of a text, in order. Never throws. */
export function markdownBlocks(text: string): MarkdownBlock[] {
  return tokensOf(text)
    .filter(({ type }) => type !== 'space' && type !== 'def')
    .map((token) => ({ raw: token.raw, draw: () => block(token) }));
}

function tokensOf(text: string): Token[] {
  try {
    return lexer(text, { gfm: true, breaks: true });
  } catch {
    return [{ type: 'text', raw: text, text }];
  }
}

function block(token: Token): Node {
  switch (token.type) {
    case 'heading':
      // The page has headings of its own: those of a message are text within it.
      return element('p', { class: 'md-heading' }, ...inline(token.tokens));
    case 'code':
      return codeBlock(token as Tokens.Code);
    case 'blockquote':
      return element('blockquote', {}, ...(token.tokens ?? []).map(block));
    case 'list':
      return list(token as Tokens.List);
    case 'table':
      return table(token as Tokens.Table);
    case 'hr':
      return element('hr');
    case 'paragraph':
      return element('p', {}, ...inline(token.tokens));
    case 'text':
      return element('span', {}, ...textOf(token as Tokens.Text));
    case 'checkbox':
      return checkbox(token as Tokens.Checkbox);
    default:
      return element('p', {}, token.raw);
  }
}

function codeBlock({ text, lang }: Tokens.Code): Node {
  const language = (lang ?? '').trim();
  const label = language === '' ? {} : { 'aria-label': language };
  return element('pre', { class: 'md-code', tabindex: '0', ...label }, element('code', {}, text));
}

function list({ ordered, start, items }: Tokens.List): Node {
  const made = items.map((item) => element('li', {}, ...item.tokens.map(block)));
  const first = ordered && typeof start === 'number' && start !== 1 ? { start: String(start) } : {};
  return ordered ? element('ol', first, ...made) : element('ul', {}, ...made);
}

function checkbox({ checked }: Tokens.Checkbox): Node {
  return element('span', {}, checked ? '☑ ' : '☐ ');
}

function table({ header, rows }: Tokens.Table): Node {
  const head = element(
    'tr',
    {},
    ...header.map((cell) => element('th', { scope: 'col' }, ...inline(cell.tokens))),
  );
  const body = rows.map((row) =>
    element('tr', {}, ...row.map((cell) => element('td', {}, ...inline(cell.tokens)))),
  );
  return element(
    'div',
    { class: 'md-table', tabindex: '0' },
    element('table', {}, element('thead', {}, head), element('tbody', {}, ...body)),
  );
}

function inline(tokens: readonly Token[] | undefined): (Node | string)[] {
  return (tokens ?? []).flatMap(inlineToken);
}

function inlineToken(token: Token): (Node | string)[] {
  switch (token.type) {
    case 'strong':
      return [element('strong', {}, ...inline(token.tokens))];
    case 'em':
      return [element('em', {}, ...inline(token.tokens))];
    case 'del':
      return [element('del', {}, ...inline(token.tokens))];
    case 'codespan':
      return [element('code', {}, (token as Tokens.Codespan).text)];
    case 'br':
      return [element('br')];
    case 'link':
      return link(token as Tokens.Link);
    case 'image':
      return link(token as Tokens.Image);
    case 'text':
    case 'escape':
      return textOf(token as Tokens.Text);
    case 'checkbox':
      return [checkbox(token as Tokens.Checkbox)];
    default:
      return [token.raw];
  }
}

function textOf(token: Tokens.Text | Tokens.Escape): (Node | string)[] {
  return 'tokens' in token && token.tokens !== undefined ? inline(token.tokens) : [token.text];
}

/** Where a link of a model leads is written out, and leads nowhere: a person copies what they trust. */
function link({ text, href }: Tokens.Link | Tokens.Image): (Node | string)[] {
  if (href === '' || href === text) return [text];
  return [text, ' ', element('span', { class: 'md-href' }, `(${href})`)];
}

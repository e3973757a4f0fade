/** As much of a tree provider as is needed to draw it. */
interface Provider<T> {
  getChildren(element?: T): T[];
  getTreeItem(element: T): DrawnItem;
}

interface DrawnItem {
  readonly label?: unknown;
  readonly description?: unknown;
  readonly iconPath?: unknown;
  readonly contextValue?: string;
  readonly accessibilityInformation?: { readonly label: string };
}

export interface TreeStyle {
  readonly withIcons?: boolean;
  readonly withContext?: boolean;
  /** What a screen reader says, in place of what is seen. */
  readonly spoken?: boolean;
}

/** The tree as text: a line per row, children indented. */
export function renderTree<T>(provider: Provider<T>, style: TreeStyle = {}): string {
  return linesOf(provider, undefined, style, 0).join('\n');
}

function linesOf<T>(provider: Provider<T>, parent: T | undefined, style: TreeStyle, depth: number): string[] {
  const lines: string[] = [];
  for (const element of provider.getChildren(parent)) {
    lines.push(`${'  '.repeat(depth)}${rowText(provider.getTreeItem(element), style)}`);
    lines.push(...linesOf(provider, element, style, depth + 1));
  }
  return lines;
}

function rowText(item: DrawnItem, style: TreeStyle): string {
  if (style.spoken === true) return item.accessibilityInformation?.label ?? 'nothing';
  const icon = item.iconPath as { readonly id?: string } | undefined;
  const parts = [style.withIcons === true ? `(${icon?.id ?? ''}) ` : '', String(item.label)];
  if (typeof item.description === 'string' && item.description !== '') parts.push(`  ${item.description}`);
  if (style.withContext === true) parts.push(`  {${item.contextValue ?? ''}}`);
  return parts.join('');
}

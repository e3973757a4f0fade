import type { PageChart } from '../../src/shared/page.ts';
import { areaPath, stepPath } from '../../src/shared/chart.ts';
import { element } from '../ui/element.ts';
import { svg } from '../ui/svg.ts';

const BOX = { width: 400, height: 60 };

/** A chart with the meaning of its edges; `table` is the same as text. */
export function chartNode(chart: PageChart, table: Node): HTMLElement {
  const picture = svg(
    'svg',
    {
      viewBox: `0 0 ${BOX.width} ${BOX.height}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': chart.summary,
    },
    svg('path', { class: 'area', d: areaPath(chart.points, BOX) }),
    svg('path', { class: 'line', d: stepPath(chart.points, BOX), 'vector-effect': 'non-scaling-stroke' }),
  );
  return element(
    'figure',
    { class: 'chart' },
    // The picture's own text begins with its title.
    element(
      'div',
      { class: 'caption', 'aria-hidden': 'true' },
      element('span', {}, chart.title),
      element('span', { class: 'label' }, chart.top),
    ),
    picture,
    element(
      'div',
      { class: 'edges label', 'aria-hidden': 'true' },
      element('span', {}, chart.from),
      element('span', {}, chart.to),
    ),
    table,
  );
}

export function chartTable(chart: PageChart): HTMLElement {
  const head = element('tr', {}, ...chart.columns.map((title) => element('th', { scope: 'col' }, title)));
  const rows = chart.rows.map((row) => element('tr', {}, ...row.map((cell) => element('td', {}, cell))));
  return element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows));
}

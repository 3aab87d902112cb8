// Lines over the last minutes, drawn by uPlot. What a line shows now is told in words above it, for those who do not see lines.

import { number, text } from './i18n.js';

const seconds = 60;
const height = 150;
const styles = { solid: [], dashed: [8, 4], dotted: [2, 3] };

/**
 * One chart. Its lines are { name, plain, colour, style, right, test }: the name of their text or plain words, whether they have the axis
 * on the right, and by what tests find their value.
 */
export class Chart {
  #rows = [];
  #lines;
  #values;
  #plot;

  constructor(place, name, lines) {
    this.#lines = lines;
    const figure = element('figure', place);
    const caption = element('figcaption', figure);
    const heading = element('h2', caption);
    heading.dataset.text = name;
    this.#values = lines.map(line => {
      const key = element('span', caption);
      key.className = `c-${line.colour} ${line.style}`;
      const value = element('span', key);
      value.className = 'figure';
      value.dataset.testid = line.test;
      value.textContent = '–';
      key.append(' ', line.plain ?? labelled(line.name));
      return value;
    });
    this.figure = figure;
    const canvas = element('div', figure);
    canvas.ariaHidden = 'true';
    this.#plot = new window.uPlot(this.#options(figure), [[], ...lines.map(() => [])], canvas);
    new ResizeObserver(() => this.#plot.setSize({ width: room(figure), height })).observe(figure);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#plot.redraw());
  }

  /** Adds the values of a moment, in the order of the lines; null where there is none. */
  add(at, values) {
    this.#rows.push([at, ...values]);
    while (this.#rows.length > 0 && this.#rows[0][0] < at - seconds) this.#rows.shift();
    values.forEach((value, line) => {
      this.#values[line].textContent = value === null || value === undefined ? '–' : number(round(value));
    });
    if (!document.hidden)
      this.#plot.setData([0, ...values.map((_, line) => line + 1)].map(column => this.#rows.map(row => row[column] ?? null)));
  }

  /** Begins anew: what came before was of something else. */
  clear() {
    this.#rows = [];
  }

  #options(figure) {
    const soft = () => colourOf('soft');
    const grid = { stroke: () => colourOf('line'), width: 1 };
    const axis = { stroke: soft, grid, ticks: grid, font: '11px system-ui', size: 48 };
    const right = this.#lines.some(line => line.right);
    return {
      width: room(figure), height, legend: { show: false }, cursor: { show: false },
      scales: { x: { range: (_, __, max) => [max - seconds, max] }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] },
        ...(right ? { right: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } } : {}) },
      axes: [{ ...axis, size: 30, space: 70 }, { ...axis, values: short }, ...(right ? [{ ...axis, scale: 'right', side: 1, values: short,
        grid: { show: false } }] : [])],
      series: [{}, ...this.#lines.map(line => ({ stroke: () => colourOf(line.colour), width: 2, dash: styles[line.style],
        points: { show: false }, scale: line.right ? 'right' : 'y' }))],
    };
  }
}

function element(tag, place) {
  const made = document.createElement(tag);
  place.append(made);
  return made;
}

function labelled(name) {
  const label = document.createElement('i');
  label.dataset.text = name;
  label.textContent = text(name);
  return label;
}

const room = figure => Math.max(200, figure.clientWidth - 32);
const round = value => Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
const colourOf = name => probe(`var(--${name})`);
const short = (_, ticks) => ticks.map(tick => tick >= 1e6 ? `${tick / 1e6}M` : tick >= 1e3 ? `${tick / 1e3}k` : tick);

// A canvas knows no custom properties: an element that has the colour is asked for it.
function probe(colour) {
  probe.element ??= element('i', document.body);
  probe.element.style.color = colour;
  return getComputedStyle(probe.element).color;
}

// Small helpers: elements whose text is always text, figures, and charts.

/** An element with attributes and children; strings become text nodes, never markup. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.map(child => (typeof child === 'number' ? String(child) : child)));
  return element;
}

/** Writes a text, if it is another. */
export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

export const number = value => (value === null || value === undefined ? '–' : whole.format(value));
export const rate = value => (value >= 100 ? whole : fine).format(value);
export const percent = share => (share === null || share === undefined ? '–' : fine.format(100 * share) + ' %');

export function bytes(count) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return fine.format(value) + ' ' + units[unit];
}

/** A span in words, such as "3 min 20 s". */
export function span(seconds) {
  const all = Math.max(0, Math.round(seconds));
  if (all < 60) return all + ' s';
  if (all < 3600) return Math.floor(all / 60) + ' min ' + (all % 60) + ' s';
  if (all < 86_400) return Math.floor(all / 3600) + ' h ' + Math.floor((all % 3600) / 60) + ' min';
  return Math.floor(all / 86_400) + ' d ' + Math.floor((all % 86_400) / 3600) + ' h';
}

export const since = (instant, now) => span((now - Date.parse(instant)) / 1000);
export const clock = millis => new Date(millis).toLocaleTimeString([], { hour12: false });

/** A bar that is a meter to those who cannot see it. */
export function gauge(label) {
  const fill = el('i');
  const bar = el('div', { class: 'gauge', role: 'meter', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100 }, fill);
  return {
    bar,
    set(share, words, kind = '') {
      const value = Math.round(1000 * Math.min(1, Math.max(0, share))) / 10;
      fill.style.width = value + '%';
      bar.className = 'gauge ' + kind;
      bar.setAttribute('aria-valuenow', value);
      bar.setAttribute('aria-valuetext', words);
    },
  };
}

const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const charts = new Set();

function paint(chart) {
  for (const line of chart.data.datasets) {
    line.borderColor = colour(line.tint);
    line.backgroundColor = colour(line.tint) + '22';
  }
  for (const axis of Object.values(chart.options.scales)) {
    axis.ticks.color = colour('quiet');
    axis.grid.color = colour('track');
    axis.border = { color: colour('line') };
  }
  chart.options.plugins.legend.labels.color = colour('text');
  chart.update('none');
}

/** Draws all charts in the colours of the theme that holds now. */
export function repaint() {
  charts.forEach(paint);
}

/**
 * A line chart over time.
 *
 * @param lines [{label, tint, dash, fill}]
 * @param y {max, format, ticks}
 * @returns set(points of each line as [{x, y}], what it says in words, x of its end), drop()
 */
export function lines(canvas, lines, y) {
  const chart = new Chart(canvas, {
    type: 'line',
    data: {
      datasets: lines.map(line => ({
        label: line.label,
        tint: line.tint,
        data: [],
        borderWidth: 2,
        borderDash: line.dash ? [5, 4] : [],
        pointRadius: 0,
        pointHitRadius: 6,
        fill: line.fill ? 'origin' : false,
        spanGaps: false,
      })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      plugins: {
        legend: { display: lines.length > 1 && !y.bare, labels: { boxWidth: 14 } },
        tooltip: {
          callbacks: {
            title: items => (items.length ? clock(items[0].parsed.x) : ''),
            label: item => item.dataset.label + ': ' + y.format(item.parsed.y),
          },
        },
      },
      scales: {
        x: {
          type: 'linear',
          ticks: { maxTicksLimit: y.bare ? 3 : 6, maxRotation: 0, callback: value => clock(value) },
          grid: { display: false },
        },
        y: {
          beginAtZero: true,
          suggestedMax: y.suggested,
          max: y.max,
          ticks: { maxTicksLimit: y.bare ? 3 : 5, callback: value => y.format(value) },
          grid: {},
        },
      },
    },
  });
  charts.add(chart);
  paint(chart);
  return {
    set(points, words, limits = {}) {
      points.forEach((line, i) => { chart.data.datasets[i].data = line; });
      chart.options.scales.x.min = limits.from;
      chart.options.scales.x.max = limits.to;
      if (limits.top !== undefined) chart.options.scales.y.max = limits.top;
      canvas.setAttribute('aria-label', words);
      chart.update('none');
    },
    drop() {
      charts.delete(chart);
      chart.destroy();
    },
  };
}

/** Keeps one element per key, in the order of the keys; those that are gone are removed. */
export function keyed(parent) {
  const known = new Map();
  return (items, key, make, update) => {
    const left = new Set(known.keys());
    let at = parent.firstChild;
    for (const item of items) {
      const name = key(item);
      left.delete(name);
      let row = known.get(name);
      if (!row) {
        row = make(item);
        known.set(name, row);
      }
      if (row.root !== at) parent.insertBefore(row.root, at);
      else at = at.nextSibling;
      update(row, item);
    }
    for (const name of left) {
      const row = known.get(name);
      row.drop?.();
      row.root.remove();
      known.delete(name);
    }
  };
}

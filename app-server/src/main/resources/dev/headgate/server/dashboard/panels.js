// What each panel looks like. Every text that comes from the server is set as text.
import { el, text, number, rate, percent, bytes, span, since, clock, gauge, lines, keyed } from './draw.js';

const byId = id => document.getElementById(id);
const words = name => name.replaceAll('_', ' ');

function figures(id) {
  const rows = keyed(byId(id));
  return entries => rows(entries, ([name]) => name, ([name]) => {
    const value = el('dd');
    return { root: el('div', {}, el('dt', {}, name), value), value };
  }, (row, [, value]) => text(row.value, value));
}

function table(id, cells, empty) {
  const body = byId(id).tBodies[0];
  const rows = keyed(body);
  return (items, key, update) => {
    const shown = items.length ? items : [null];
    rows(shown, item => (item === null ? '\u0000' : 'k' + key(item)), item => {
      if (item === null) {
        return { root: el('tr', {}, el('td', { colspan: cells.length, class: 'quiet' }, empty)) };
      }
      const fields = cells.map((kind, i) => el(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : { class: kind }));
      return { root: el('tr', {}, ...fields), fields };
    }, (row, item) => { if (item !== null) update(row, item); });
  };
}

function list(id, empty) {
  const rows = keyed(byId(id));
  return texts => rows(texts.length ? texts : [empty], item => item, item => ({ root: el('li', {}, item) }), () => {});
}

/** At a glance. */
export function glance() {
  const draw = figures('figures');
  return panels => {
    const { traffic, queue, jobs, cache } = panels;
    const kinds = queue?.kinds ?? [];
    draw([
      ['Requests per second', traffic ? rate(traffic.now.requests) : '–'],
      ['Cache hit ratio', traffic ? percent(traffic.now.hits ?? (traffic.mirrored ? traffic.hits / traffic.mirrored : null)) : '–'],
      ['Sent to GitHub per second', traffic ? rate(traffic.now.sent) : '–'],
      ['Quota saved since the start', traffic ? number(traffic.saved) : '–'],
      ['Resources in the cache', cache ? number(cache.resources) : '–'],
      ['Tasks waiting', queue ? number(kinds.reduce((sum, kind) => sum + kind.queued + kind.waiting, 0)) : '–'],
      ['Jobs', jobs ? number(jobs.active) + ' of ' + number(jobs.total) : '–'],
    ]);
  };
}

/** The pill in the header, and a card for each component. */
export function health() {
  const cards = keyed(byId('components'));
  return (view, now) => {
    const pill = byId('health');
    text(pill, view.status);
    pill.className = 'pill ' + view.status;
    const components = Object.entries(view.components).filter(([, one]) => one.status);
    cards(components, ([name]) => name, ([name]) => {
      const state = el('span');
      const more = el('span', { class: 'quiet' });
      return { root: el('li', {}, el('strong', {}, words(name)), state, more), state, more };
    }, (card, [, one]) => {
      text(card.state, one.status);
      card.state.className = one.status;
      const parts = [];
      if (one.latency_ms !== undefined) parts.push(one.latency_ms.toFixed(1) + ' ms');
      if (one.since) parts.push('for ' + since(one.since, now));
      if (one.failure) parts.push(one.failure);
      if (one.shedding) parts.push('requests are refused');
      if (one.busy !== undefined) parts.push(one.runs ? one.busy + ' busy' : 'leaves the tasks to others');
      text(card.more, parts.join(', '));
    });
  };
}

const DRAWN = 8;

/** A card per quota: a gauge, its figures, and for the first few the burn-down with the forecast. */
export function quotas() {
  const cards = keyed(byId('quotas'));
  return (view, history, now) => {
    text(byId('quotas-more'), view.quotas.length === 0
      ? 'Nothing is known yet: GitHub tells with its first answers.'
      : view.omitted > 0 ? number(view.omitted) + ' further quotas are not shown' : '');
    view.quotas.forEach((quota, i) => { quota.drawn = i < DRAWN; });
    cards(view.quotas, name => quotaKey(name) + (name.drawn ? '' : ' '), quota => {
      const title = quota.principal + ' · ' + quota.resource;
      const meter = gauge('Quota left of ' + title);
      const figures = el('p');
      const forecast = el('p', { class: 'quiet' });
      const card = { root: el('article', { class: 'quota' }, el('h3', {}, title), meter.bar, figures, forecast), meter, figures, forecast };
      if (quota.drawn) {
        const canvas = el('canvas', { role: 'img', 'aria-label': 'Burn-down of ' + title });
        card.root.append(el('div', { class: 'chart' }, canvas));
        card.chart = lines(canvas, [
          { label: 'left', tint: 'accent', fill: true },
          { label: 'forecast', tint: 'warn', dash: true },
        ], { bare: true, format: number });
        card.drop = () => card.chart.drop();
      }
      return card;
    }, (card, quota) => {
      const share = quota.limit ? quota.remaining / quota.limit : 1;
      const ends = ahead(quota, now);
      const kind = quota.remaining === 0 || quota.paused_until ? 'bad' : ends.short || share < 0.2 ? 'warn' : 'good';
      const left = quota.limit === null ? 'nothing is known' : number(quota.remaining) + ' of ' + number(quota.limit) + ' left';
      card.meter.set(share, left + ', ' + ends.words, kind);
      text(card.figures, left + (quota.reserved ? ', ' + number(quota.reserved) + ' reserved' : '')
        + (quota.reset_at ? ', reset at ' + clock(Date.parse(quota.reset_at)) : ''));
      text(card.forecast, ends.words);
      card.forecast.className = kind === 'good' ? 'quiet' : kind;
      const burn = card.chart ? burnDown(quota, history, now) : [[], []];
      card.chart?.set(burn, 'Burn-down of ' + quota.principal + ' · ' + quota.resource + ': ' + left + ', ' + ends.words, {
        from: burn[0][0]?.x,
        to: quota.reset_at ? Math.max(now, Date.parse(quota.reset_at)) : undefined,
        top: quota.limit ?? undefined,
      });
    });
  };
}

export const quotaKey = quota => quota.host + ' ' + quota.principal + ' ' + quota.resource;

function ahead(quota, now) {
  const pace = rate(quota.rate_per_minute) + ' per minute';
  if (quota.paused_until) return { short: true, words: 'paused for ' + span((Date.parse(quota.paused_until) - now) / 1000) };
  const at = quota.forecast.exhausted_at;
  if (!at) return { short: false, words: pace + ': it lasts until the reset' };
  const left = (Date.parse(at) - now) / 1000;
  return { short: true, words: left <= 0 ? 'spent' : pace + ': spent in ' + span(left) };
}

function burnDown(quota, history, now) {
  const before = history.get(quotaKey(quota)) ?? [];
  const left = before.map(point => ({ x: point.t, y: point.remaining }));
  if (quota.remaining !== null && (left.length === 0 || left.at(-1).x < now)) left.push({ x: now, y: quota.remaining });
  if (quota.remaining === null || !quota.reset_at) return [left, []];
  const reset = Date.parse(quota.reset_at);
  const start = quota.paused_until ? Math.max(now, Date.parse(quota.paused_until)) : now;
  const ends = quota.forecast.exhausted_at ? Date.parse(quota.forecast.exhausted_at) : reset;
  const atReset = Math.max(0, quota.remaining - quota.rate_per_minute * Math.max(0, reset - start) / 60_000);
  const line = [{ x: now, y: quota.remaining }, { x: start, y: quota.remaining }];
  if (quota.forecast.exhausted_at) line.push({ x: Math.max(start, ends), y: 0 });
  line.push({ x: Math.max(start, reset), y: quota.forecast.exhausted_at ? 0 : atReset });
  return [left, line];
}

/** Callers and routes over all quotas that are shown. */
export function spenders() {
  const sides = [['callers', 'top_callers', 'caller'], ['paths', 'top_paths', 'path']]
    .map(([id, source, name]) => ({ rows: keyed(byId(id)), source, name, id }));
  return view => {
    const spent = view.quotas.reduce((sum, quota) => sum + quota.spent, 0);
    for (const side of sides) {
      const points = new Map();
      for (const quota of view.quotas) {
        for (const one of quota[side.source]) points.set(one[side.name], (points.get(one[side.name]) ?? 0) + one.points);
      }
      const top = [...points].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 8);
      side.rows(top.length ? top : [['nobody yet', 0]], ([name]) => name, ([name]) => {
        const meter = gauge('Share of ' + name);
        const value = el('span');
        return { root: el('li', {}, el('div', { class: 'name' }, el('span', {}, name), value), meter.bar), meter, value };
      }, (row, [, many]) => {
        const share = spent ? many / spent : 0;
        text(row.value, number(many) + ' · ' + percent(share));
        row.meter.set(share, number(many) + ' points, ' + percent(share));
      });
    }
  };
}

/** The hit ratio over time, and what the cache holds. */
export function cache() {
  const chart = lines(byId('hits'), [{ label: 'hit ratio', tint: 'good', fill: true }], { max: 1, format: percent });
  const draw = figures('cache');
  return (view, traffic, points) => {
    draw([
      ['Resources', number(view.resources)],
      ['Size', bytes(view.bytes)],
      ['Evicted', number(view.evicted)],
      ['Hits since the start', traffic ? number(traffic.hits) + ' of ' + number(traffic.mirrored) : '–'],
    ]);
    const known = points.filter(point => point.hits !== null);
    const line = known.map(point => ({ x: point.t, y: point.hits }));
    const latest = known.at(-1);
    chart.set([line], 'Cache hit ratio over time, now ' + percent(latest?.hits), range(points));
  };
}

const range = points => (points.length ? { from: points[0].t, to: points.at(-1).t } : {});

/** Requests, refusals and faults over time. */
export function traffic() {
  const chart = lines(byId('traffic'), [
    { label: 'requests/s', tint: 'accent', fill: true },
    { label: 'to GitHub/s', tint: 'good' },
    { label: 'rejected by limits/s', tint: 'warn' },
    { label: 'errors/s', tint: 'bad' },
  ], { suggested: 1, format: rate });
  return points => {
    const line = name => points.map(point => ({ x: point.t, y: point[name] }));
    const now = points.at(-1);
    chart.set([line('requests'), line('sent'), line('rejected'), line('faults')],
      now ? 'Requests over time, now ' + rate(now.requests) + ' per second, ' + rate(now.sent) + ' to GitHub, '
        + rate(now.rejected) + ' rejected, ' + rate(now.faults) + ' errors' : 'Requests over time', range(points));
  };
}

/** The limit rules. */
export function limits() {
  const rows = table('limits', ['', '', '', 'number', 'number', ''], 'No limit rule is in force.');
  return view => rows(view.rules, rule => rule.name, (row, rule) => {
    const [name, mode, allows, asked, rejected, share] = row.fields;
    text(name, rule.name);
    text(mode, rule.mode);
    text(allows, number(rule.permits) + ' per ' + rule.per.replace(/^PT/, '').toLowerCase() + ', burst ' + number(rule.burst));
    text(asked, number(rule.requests));
    const many = rule.mode === 'shadow' ? rule.shadow_rejected : rule.rejected;
    text(rejected, number(many));
    if (!row.meter) {
      row.meter = gauge('Share rejected by ' + rule.name);
      share.append(row.meter.bar);
    }
    const part = rule.requests ? many / rule.requests : 0;
    row.meter.set(part, percent(part) + ' rejected', part > 0.2 ? 'bad' : part > 0 ? 'warn' : '');
  });
}

/** The circuits, with a button for each word of the operator's; `force(name, word)` says it. */
export function breakers(force) {
  const rows = table('breakers', ['', '', '', ''], 'No circuit is known yet.');
  return (view, now) => rows(view.breakers, breaker => breaker.name, (row, breaker) => {
    const [name, state, time, buttons] = row.fields;
    text(name, breaker.name);
    text(state, words(breaker.state) + (breaker.force && breaker.force !== 'auto' ? ' (forced)' : ''));
    state.className = breaker.state;
    text(time, 'for ' + since(breaker.since, now));
    if (!breaker.shared) {
      text(buttons, '–');
      return;
    }
    if (!row.buttons) {
      row.buttons = ['open', 'closed', 'auto'].map(word => {
        const button = el('button', { type: 'button', 'aria-label': (word === 'auto' ? 'Stop forcing ' : 'Force ' + word + ': ') + breaker.name }, word);
        button.addEventListener('click', () => force(breaker.name, word));
        return button;
      });
      buttons.replaceChildren(el('div', { class: 'buttons' }, ...row.buttons));
    }
    for (const button of row.buttons) button.setAttribute('aria-pressed', String(button.textContent === breaker.force));
  });
}

/** Tasks by kind, and why those that wait do. */
export function queue() {
  const rows = table('queue', ['', 'number', 'number', 'number', ''], 'No task is under way.');
  const reasons = list('reasons', 'none does');
  return (view, now) => {
    rows(view.kinds, kind => kind.kind, (row, kind) => {
      const [name, queued, waiting, running, oldest] = row.fields;
      text(name, kind.kind);
      text(queued, number(kind.queued));
      text(waiting, number(kind.waiting));
      text(running, number(kind.running));
      text(oldest, kind.oldest ? since(kind.oldest, now) : '–');
    });
    reasons(view.reasons.map(one => number(one.tasks) + ' × ' + one.kind + ': ' + one.reason));
  };
}

/** Requests that wait for their turn at GitHub. */
export function line() {
  const rows = list('line', 'none does');
  return view => rows(view.queue.slice(0, 10).map((one, i) => (i + 1) + '. '
    + Object.entries(one).filter(([, value]) => value !== null && typeof value !== 'object')
      .map(([name, value]) => words(name) + ' ' + value).join(', ')));
}

/** Jobs by namespace. */
export function jobs() {
  const rows = table('jobs', ['', 'number', 'number', 'number'], 'No job is under way.');
  return view => rows(view.namespaces, space => space.name, (row, space) => {
    const [name, active, cap, waiting] = row.fields;
    text(name, space.name);
    text(active, number(space.active));
    text(cap, number(space.cap));
    text(waiting, number(space.waiting));
  });
}

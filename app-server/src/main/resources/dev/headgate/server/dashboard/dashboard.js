// The dashboard: listens to the stream and draws what it says.
import { listen } from './stream.js';
import { repaint, span } from './draw.js';
import * as panels from './panels.js';

const KEY = 'headgate.token';
const byId = id => document.getElementById(id);
const POINTS = 180;
const QUOTA_POINTS = 240;

let token = stored();
const state = {};
const past = { requests: [], quotas: new Map(), step: 5000, quotaStep: 15_000, base: null };

function stored() {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return ''; // Storage is switched off: the token lives as long as the page.
  }
}

function remember(secret, keep) {
  token = secret;
  byId('forget').hidden = secret === '';
  try {
    if (keep && secret) sessionStorage.setItem(KEY, secret);
    else sessionStorage.removeItem(KEY);
  } catch {
    // It lives as long as the page then.
  }
}

const draw = {};

function prepare() {
  Object.assign(draw, {
    glance: panels.glance(),
    health: panels.health(),
    quotas: panels.quotas(),
    spenders: panels.spenders(),
    cache: panels.cache(),
    traffic: panels.traffic(),
    limits: panels.limits(),
    breakers: panels.breakers(force),
    queue: panels.queue(),
    line: panels.line(),
    jobs: panels.jobs(),
  });
}

/** Adds the latest point; those between two steps replace each other. */
function append(line, point, step, most) {
  const last = line.at(-1);
  if (last?.live && Math.floor(last.t / step) === Math.floor(point.t / step)) line.pop();
  if (!last || point.t > last.t) line.push({ ...point, live: true });
  while (line.length > most) line.shift();
}

const COUNTS = ['requests', 'faults', 'rejected', 'sent', 'saved', 'mirrored', 'hits'];

/** The pace since the step began that now is under way: what was counted, per second. */
function pace(at) {
  const counts = state.traffic;
  const { base } = past;
  if (!base || COUNTS.some(name => counts[name] < base[name])) {
    past.base = { ...counts, at };
    return null;
  }
  const seconds = Math.max(0.25, (at - base.at) / 1000);
  const rate = name => (counts[name] - base[name]) / seconds;
  const mirrored = counts.mirrored - base.mirrored;
  const point = {
    t: at,
    requests: rate('requests'),
    faults: rate('faults'),
    rejected: rate('rejected'),
    sent: rate('sent'),
    saved: rate('saved'),
    hits: mirrored > 0 ? (counts.hits - base.hits) / mirrored : null,
  };
  if (Math.floor(base.at / past.step) !== Math.floor(at / past.step)) past.base = { ...counts, at };
  return point;
}

function note(at) {
  const point = state.traffic ? pace(at) : null;
  if (point) append(past.requests, point, past.step, POINTS);
  for (const quota of state.quotas?.quotas ?? []) {
    if (quota.remaining === null) continue;
    const key = panels.quotaKey(quota);
    if (!past.quotas.has(key)) past.quotas.set(key, []);
    append(past.quotas.get(key), { t: at, remaining: quota.remaining }, past.quotaStep, QUOTA_POINTS);
  }
  if (past.quotas.size > 100) past.quotas.clear();
}

function show(at) {
  draw.glance(state);
  if (state.health) draw.health(state.health, at);
  if (state.quotas) {
    draw.quotas(state.quotas, past.quotas, at);
    draw.spenders(state.quotas);
    draw.line(state.quotas);
  }
  if (state.cache) draw.cache(state.cache, state.traffic, past.requests);
  draw.traffic(past.requests);
  if (state.limits) draw.limits(state.limits);
  if (state.breakers) draw.breakers(state.breakers, at);
  if (state.queue) draw.queue(state.queue, at);
  if (state.jobs) draw.jobs(state.jobs);
}

function markStale(stale) {
  for (const section of document.querySelectorAll('[data-panel]')) {
    const why = stale[section.dataset.panel];
    if (why) section.dataset.stale = why.why + (why.at ? ', shown as of ' + new Date(why.at).toLocaleTimeString([], { hour12: false }) : '');
    else delete section.dataset.stale;
  }
}

function take(event) {
  const data = JSON.parse(event.data);
  if (event.event === 'history') {
    past.step = data.step_ms;
    past.quotaStep = data.quota_step_ms;
    past.requests = data.requests;
    past.quotas = new Map(Object.entries(data.quotas));
    past.base = null;
    return;
  }
  if (event.event === 'snapshot') Object.keys(state).forEach(name => delete state[name]);
  Object.entries(data.panels).forEach(([name, view]) => { if (view !== null) state[name] = view; });
  byId('access').hidden = true;
  byId('board').hidden = false;
  byId('process').textContent = data.process;
  if (!draw.glance) prepare();
  note(data.at);
  markStale(data.stale);
  show(data.at);
}

function connection(word, seconds, why, status) {
  const live = byId('live');
  document.body.dataset.connection = word;
  if (word === 'live') {
    live.textContent = 'live';
    live.className = 'quiet';
    return;
  }
  live.className = 'warn';
  byId('health').textContent = 'unknown';
  byId('health').className = 'pill warn';
  if (word === 'waiting') {
    live.textContent = 'not connected (' + why + '), again in ' + span(Math.max(1, seconds));
    return;
  }
  live.textContent = 'no access';
  byId('board').hidden = true;
  byId('access').hidden = false;
  byId('access-form').hidden = status === 403;
  byId('access-why').textContent = token === '' ? why : 'That token was not accepted: ' + why;
  remember('', false);
  if (status === 401) byId('token').focus();
}

async function force(name, word) {
  const said = byId('forced');
  said.textContent = 'asking…';
  try {
    const response = await fetch('/api/v1/breakers/' + encodeURIComponent(name), {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: 'Bearer ' + token } : {}) },
      body: JSON.stringify({ force: word }),
    });
    if (response.ok) {
      said.textContent = word === 'auto' ? name + ' is no longer forced' : name + ' is forced ' + word;
    } else {
      said.textContent = name + ' could not be forced: ' + ((await response.json()).detail ?? response.status);
    }
  } catch (failure) {
    said.textContent = name + ' could not be forced: ' + failure.message;
  }
}

const again = listen('/api/v1/stream', () => token, take, connection);

byId('access-form').addEventListener('submit', event => {
  event.preventDefault();
  remember(byId('token').value.trim(), byId('keep').checked);
  byId('token').value = '';
  again();
});
byId('forget').hidden = token === '';
byId('forget').addEventListener('click', () => {
  remember('', false);
  again();
});

const theme = byId('theme');
theme.value = window.headgateTheme.chosen();
theme.addEventListener('change', () => {
  window.headgateTheme.choose(theme.value);
  repaint();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);

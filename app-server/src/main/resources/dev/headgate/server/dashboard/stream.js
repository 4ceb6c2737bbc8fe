// Server-sent events over fetch(): EventSource cannot send an Authorization field.
const LONGEST_PAUSE = 15_000;
// The server sends something every second, or says every ten that it still is there.
const SILENCE = 25_000;

/** The answer of a server that will not feed us until somebody does something. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** Splits a stream of text into events; calls `take({id, event, data})` for each. */
export function parser(take) {
  let rest = '';
  let event = {};
  return text => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (event.data !== undefined) take(event);
        event = {};
      } else if (!line.startsWith(':')) {
        const colon = line.indexOf(':');
        const name = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        event[name] = name === 'data' && event.data !== undefined ? event.data + '\n' + value : value;
      }
    }
  };
}

async function problem(response) {
  try {
    return (await response.json()).detail ?? response.statusText;
  } catch {
    return response.statusText;
  }
}

async function once(url, headers, lastId, signal, heard, take) {
  const fields = { ...headers, Accept: 'text/event-stream' };
  if (lastId) fields['Last-Event-ID'] = lastId;
  const response = await fetch(url, { headers: fields, cache: 'no-store', signal });
  if (!response.ok) {
    const detail = await problem(response);
    if (response.status === 401 || response.status === 403) throw new Refused(response.status, detail);
    const later = new Error(detail);
    later.pause = 1000 * Number(response.headers.get('Retry-After') ?? 0);
    throw later;
  }
  heard();
  const parse = parser(take);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    heard();
    parse(value);
  }
}

/**
 * Listens for as long as the page lives, and connects again by itself.
 *
 * @param token answers the token to send, or ''
 * @param take is given each event
 * @param state is told 'live', 'waiting' with the seconds until the next try and why, or 'refused'
 * @returns a function that makes it connect anew at once
 */
export function listen(url, token, take, state) {
  let lastId = '';
  let pause = 0;
  let wake = () => {};
  let current = new AbortController();
  const wait = millis => new Promise(resolve => {
    const timer = setTimeout(resolve, millis);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  const loop = async () => {
    for (;;) {
      current = new AbortController();
      const mine = current;
      let timer;
      const heard = () => {
        clearTimeout(timer);
        timer = setTimeout(() => mine.abort(), SILENCE);
      };
      let why = 'the stream ended';
      let asked = 0;
      try {
        heard();
        const secret = token();
        await once(url, secret ? { Authorization: 'Bearer ' + secret } : {}, lastId, mine.signal, heard, event => {
          lastId = event.id ?? lastId;
          pause = 0;
          take(event);
          state('live');
        });
      } catch (failure) {
        if (failure instanceof Refused) {
          clearTimeout(timer);
          state('refused', 0, failure.message, failure.status);
          await new Promise(resolve => { wake = resolve; });
          pause = 0;
          continue;
        }
        why = failure.message;
        asked = failure.pause ?? 0;
      }
      clearTimeout(timer);
      // Pages that lost the same server do not all come back in the same moment.
      pause = Math.min(LONGEST_PAUSE, pause === 0 ? 250 : pause * 2);
      const millis = Math.max(asked, pause * (0.75 + Math.random() / 2));
      state('waiting', millis / 1000, why);
      await wait(millis);
    }
  };
  loop();
  return () => {
    lastId = '';
    pause = 0;
    current.abort();
    wake();
  };
}

// The client of the API: everything that docs/api.md asks of one, in one place.

import { answerTimeout, apiRoot, listPause, longestListPause, maxAttempts } from './config.js';
import { token } from './session.js';

/** What the API said no with. Go by `code`, which never changes its meaning. */
export class Refusal extends Error {
  /** @param {{status: number, code: string, message: string, field?: string}} problem @param {number} retryAfter seconds */
  constructor(problem, retryAfter) {
    super(problem.message);
    Object.assign(this, { name: 'Refusal', status: problem.status, code: problem.code, field: problem.field, retryAfter });
  }

  /** Whether nobody knows what became of the request. */
  get isUndecided() {
    return this.status === noAnswer || this.status === requestTimeout || this.status >= serverError;
  }
}

/** Code of the refusal that this page makes itself, when no answer came. */
const unreachable = 'UNREACHABLE';

const noAnswer = 0;
const notModified = 304;
const requestTimeout = 408;
const tooManyRequests = 429;
const serverError = 500;
const defaultRetrySeconds = 1;

// A key belongs to an intention: to one request, until it is answered. Whoever clicks again after a failure means the same thing.
// They are in memory: on a page that is loaded anew, customers see in their lists what became of it.
const keys = new Map();

let offset = -Infinity; // from this page's monotonic clock to the server's, in milliseconds
let written = 0; // a moment of the server's by which everything that this page did was answered

/** Whether nobody has to prove who they are; null before the first answer. */
export let isOpen = null;

/** Called with the seconds until a request is sent again, and with 0 when it got through. */
export const retrying = { tell: () => {} };

/** Seconds after which an answer asks to be asked again. */
export const retryAfter = answer => Number(answer.headers.get('Retry-After')) || defaultRetrySeconds;

/** The server's time, in milliseconds: a customer's clock may be wrong, and a hold ends by the server's. Good to a second. */
export const now = () => performance.now() + offset;

/** Waits; rejects with the signal's reason when that ends first. */
export const pause = (milliseconds, signal) => new Promise((resolve, reject) => {
  signal?.throwIfAborted();
  const stop = () => { clearTimeout(timer); reject(signal.reason); };
  const timer = setTimeout(() => { signal?.removeEventListener('abort', stop); resolve(); }, milliseconds);
  signal?.addEventListener('abort', stop, { once: true });
});

/** @returns {Promise<{status: number, headers: Headers, body: object}>} the answer, with its headers */
export const read = (path, signal) => send('GET', path, { signal });

/** As read, for what must not be given up: while the shop is busy or out of reach it is asked on, at the pace that is told. */
export const readPatiently = (path, signal) => send('GET', path, { signal, isPatient: true });

/** @returns {Promise<object>} the body of the answer */
export const get = async (path, signal) => (await read(path, signal)).body;

/** Reads what has an ETag. @returns {Promise<{body: object, tag: string} | null>} null when it is as it was */
export async function getIfChanged(path, tag, signal) {
  const answer = await send('GET', path, { headers: tag ? { 'If-None-Match': tag } : {}, signal });
  return answer.status === notModified ? null : { body: answer.body, tag: answer.headers.get('ETag') };
}

/**
 * Reads a list that follows moments later, again and again until it has everything that this page did: a customer who has just
 * ordered looks for the order.
 */
export async function* follow(path, signal) {
  for (let rest = listPause; ; rest = Math.min(2 * rest, longestListPause)) {
    const page = await get(path, signal);
    yield page;
    if (!page.asOf || Date.parse(page.asOf) >= written)
      return;
    await pause(rest, signal);
  }
}

/**
 * Does something, once, however often it has to be sent. It goes on when the customer looks at something else meanwhile.
 * @returns {Promise<{status: number, headers: Headers, body: object}>} the answer, with its headers
 */
export function post(path, body, headers = {}) {
  const intention = JSON.stringify([path, body, headers]);
  if (!keys.has(intention))
    keys.set(intention, newKey());
  return send('POST', path, { body, headers: { ...headers, 'Idempotency-Key': keys.get(intention) } }, () => keys.delete(intention));
}

/** Takes something away. What is gone is gone: sent twice it does the same. */
export const remove = path => send('DELETE', path);

async function send(method, path, { body, headers = {}, signal, isPatient = false } = {}, onDecided = () => {}) {
  for (let attempt = 1; ; attempt++) {
    let answer;
    try {
      answer = await attemptOnce(method, path, body, headers, signal);
    } finally {
      if (attempt > 1)
        retrying.tell(0); // also for who has left
    }
    if (!(answer instanceof Refusal)) {
      onDecided();
      if (method !== 'GET')
        written = toldTime(answer.headers) + 1_000; // told in whole seconds, cut off
      return answer;
    }
    if (!answer.isUndecided)
      onDecided();
    const mayPass = answer.isUndecided || (isPatient && answer.status === tooManyRequests);
    if (!mayPass || (attempt >= maxAttempts && !isPatient))
      throw answer;
    retrying.tell(answer.retryAfter);
    await pause(answer.retryAfter * 1_000, signal).catch(left => { retrying.tell(0); throw left; });
    // Then again, as it was: with its key nothing is done twice.
  }
}

async function attemptOnce(method, path, body, headers, signal) {
  let response, json;
  try {
    response = await fetch(apiRoot + path, {
      method,
      headers: {
        ...headers,
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(token() ? { Authorization: `Bearer ${token()}` } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
      signal: AbortSignal.any([AbortSignal.timeout(answerTimeout), ...(signal ? [signal] : [])]),
    });
    json = await jsonOf(response);
  } catch (failure) {
    signal?.throwIfAborted();
    return new Refusal({ status: noAnswer, code: unreachable, message: String(failure) }, defaultRetrySeconds);
  }
  isOpen = response.headers.get('Commerce-Auth') === 'none';
  // Cut off as it is told, and some way back when it arrives, it is never too late: the latest is the best.
  offset = Math.max(offset, toldTime(response.headers) - performance.now());
  if (response.ok || response.status === notModified)
    return { status: response.status, headers: response.headers, body: json };
  const { status, statusText } = response;
  return new Refusal({ code: codeOf(status), message: statusText, ...json, status }, retryAfter(response));
}

// What stands between, such as a load balancer, may answer in words of its own.
async function jsonOf(response) {
  const text = await response.text();
  return text && response.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : undefined;
}

// Then its status has to do.
const codeOf = status =>
  status === tooManyRequests ? 'TOO_MANY_REQUESTS'
    : status >= serverError || status === requestTimeout ? 'SERVICE_UNAVAILABLE' : 'REFUSED_ON_THE_WAY';

// Pages of another origin are not told the time: theirs has to do.
const toldTime = headers => headers.has('Date') ? Date.parse(headers.get('Date')) : Date.now();

// crypto.randomUUID is missing on pages that came over plain HTTP from another machine.
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

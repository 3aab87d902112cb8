// What load tests ask of /admin, and reading what is there: never part of what is measured.

import http from 'k6/http';
import { fail } from 'k6';
import { ADMIN_KEY, BASE_URL } from './config.js';

const BATCH = 50;
const AUTHORIZED = { 'Content-Type': 'application/json', Authorization: `Bearer ${ADMIN_KEY}` };

/** Parameters of a request that an administrator makes. */
export function authorized(params) {
  return { ...params, headers: AUTHORIZED };
}

/** Creates or extends one thing. */
export function put(route, id, body) {
  return putAll(route, [[id, body]])[0];
}

/**
 * Creates or extends many things.
 * @param {string} route Such as /admin/products.
 * @param {[number, object][]} things Ids with bodies.
 * @returns {object[]} The answers' bodies.
 */
export function putAll(route, things) {
  return inBatches(things, ([id, body]) => ({
    method: 'PUT',
    url: `${BASE_URL}${route}/${id}`,
    body: JSON.stringify(body),
    params: { headers: AUTHORIZED, tags: { name: `PUT ${route}/{id}` }, responseType: 'text' },
  }));
}

/** Reads one thing. */
export function read(name, path) {
  return readAll(name, [path])[0];
}

/**
 * Reads many things.
 * @param {string} name The route, as figures are kept by it.
 * @param {string[]} paths What to read.
 * @returns {object[]} The answers' bodies.
 */
export function readAll(name, paths) {
  return inBatches(paths, (path) => ({
    method: 'GET',
    url: BASE_URL + path,
    params: { headers: AUTHORIZED, tags: { name: `GET ${name}, outside the load` }, responseType: 'text' },
  }));
}

function inBatches(items, toRequest) {
  const bodies = [];
  for (let i = 0; i < items.length; i += BATCH) {
    for (const answer of http.batch(items.slice(i, i + BATCH).map(toRequest))) {
      if (answer.status !== 200 && answer.status !== 201) {
        fail(`${answer.request.method} ${answer.request.url}: ${answer.status} ${answer.body}`);
      }
      bodies.push(answer.json());
    }
  }
  return bodies;
}

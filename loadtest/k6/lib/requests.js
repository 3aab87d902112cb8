// Requests by route, and what their answers mean.

import http from 'k6/http';
import { Counter } from 'k6/metrics';

/** Answers with a status that the route must not give. */
const unexpected = new Counter('unexpected_answers');

const HEADERS = { 'Content-Type': 'application/json' };

/** Thresholds of every profile: the references ask for 99% of good answers, this system for all of them. */
export const allExpected = {
  http_req_failed: ['rate==0'],
  unexpected_answers: ['count==0'],
  'http_reqs{status:0}': ['count==0'], // no answer at all
  'http_reqs{status:503}': ['count==0'], // turned away
};

/** A threshold that keeps a route's requests apart from those of setting up and of closing the books. */
export function reached(name) {
  return { [`http_reqs{name:${name}}`]: ['count>0'] };
}

/**
 * Refusals are answers, not failures.
 * @param {...number} statuses What the route may answer.
 */
export function expect(...statuses) {
  // 200 and 201 are what reading and making things answer.
  http.setResponseCallback(http.expectedStatuses(200, 201, ...statuses));
  const expected = new Set(statuses);
  const seen = new Set();
  return (response) => {
    if (expected.has(response.status)) {
      return response;
    }
    unexpected.add(1);
    if (!seen.has(response.status)) { // each client says it once: thousands of lines would be a load of their own
      seen.add(response.status);
      console.warn(`unexpected answer: ${response.status} ${response.error || response.body || ''}`);
    }
    return response;
  };
}

/**
 * @param {string} name The route, as figures are kept by it.
 * @param {'text' | 'none'} responseType Whether the body is needed.
 */
export function params(name, responseType = 'none') {
  return { headers: HEADERS, tags: { name }, responseType };
}

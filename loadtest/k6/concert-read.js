// The fifth reference's fourth scenario: 50 clients read concerts, schedules and seats, asking only for what changed.
// `endurance`: two minutes, as there; `soak`: half an hour, as its follow-up asked; look at the server's memory afterwards.

import http from 'k6/http';
import { sleep } from 'k6';
import { closeConcert, agreement, openConcert } from './lib/concert.js';
import { BASE_URL, chosen, stages } from './lib/config.js';
import { allExpected, expect, params, reached } from './lib/requests.js';
import { summaryTrendStats } from './lib/summary.js';

export { handleSummary } from './lib/summary.js';

const CONCERTS = 'GET /concerts';
const SCHEDULES = 'GET /concerts/{id}/schedules';
const SEATS = 'GET /schedules/{id}/seat-map';
const THINK_SECONDS = 1;
const expected = expect(200, 304);

// The reference's p95 in its larger limits, in milliseconds; 18.00 in its smaller ones.
const within = ['p(95)<2.34'];

const loads = {
  endurance: { executor: 'ramping-vus', startVUs: 0, stages: stages([20, 50], [120, 50], [20, 0]) },
  soak: { executor: 'ramping-vus', startVUs: 0, stages: stages([20, 50], [1800, 50], [20, 0]) },
};

export const options = {
  scenarios: { [__ENV.PROFILE]: chosen(loads) },
  thresholds: {
    [`http_req_duration{name:${CONCERTS}}`]: within,
    [`http_req_duration{name:${SCHEDULES}}`]: within,
    [`http_req_duration{name:${SEATS}}`]: within,
    ...reached(CONCERTS),
    ...reached(SCHEDULES),
    ...reached(SEATS),
    ...allExpected,
    ...agreement,
  },
  summaryTrendStats,
  discardResponseBodies: true,
};

let tag = '';

export function setup() {
  return openConcert({ seats: 10_000, customers: 0 });
}

export default function (concert) {
  expected(http.get(`${BASE_URL}/concerts`, params(CONCERTS)));
  expected(http.get(`${BASE_URL}/concerts/${concert.concertId}/schedules`, params(SCHEDULES)));
  const asked = params(SEATS);
  if (tag) {
    asked.headers = { ...asked.headers, 'If-None-Match': tag };
  }
  tag = expected(http.get(`${BASE_URL}/schedules/${concert.scheduleId}/seat-map`, asked)).headers.Etag || tag;
  sleep(THINK_SECONDS);
}

export function teardown(concert) {
  closeConcert(concert);
}

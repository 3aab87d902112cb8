// The fifth reference's second scenario: clients fight over 50 seats, and go on when there are none. A seat that is taken is
// an answer. `stress`: 20, then 50 clients, as there; `crowd`: 500, as its follow-up asked.

import exec from 'k6/execution';
import http from 'k6/http';
import { sleep } from 'k6';
import { closeConcert, agreement, held, openConcert } from './lib/concert.js';
import { BASE_URL, chosen, stages } from './lib/config.js';
import { allExpected, expect, params, reached } from './lib/requests.js';
import { summaryTrendStats } from './lib/summary.js';

export { handleSummary } from './lib/summary.js';

const LOOK = 'GET /schedules/{id}/seat-map';
const RESERVE = 'POST /reservations';
const SEATS = 50;
const THINK_SECONDS = 2;
const expected = expect(200, 201, 409);

const loads = {
  stress: { executor: 'ramping-vus', startVUs: 0, stages: stages([20, 20], [30, 50], [60, 50], [20, 0]) },
  crowd: { executor: 'ramping-vus', startVUs: 0, stages: stages([20, 200], [30, 500], [60, 500], [20, 0]) },
};

export const options = {
  scenarios: { [__ENV.PROFILE]: chosen(loads) },
  thresholds: {
    // The reference's p95 in its larger limits, in milliseconds; 21.69 in its smaller ones.
    [`http_req_duration{name:${RESERVE}}`]: ['p(95)<7.08'],
    [`http_req_duration{name:${LOOK}}`]: ['p(95)<7.08'],
    ...reached(LOOK),
    ...reached(RESERVE),
    ...allExpected,
    ...agreement,
  },
  summaryTrendStats,
  discardResponseBodies: true,
};

export function setup() {
  return openConcert({ seats: SEATS, customers: 1000 });
}

export default function (concert) {
  expected(http.get(`${BASE_URL}/schedules/${concert.scheduleId}/seat-map`, params(LOOK)));
  const body = {
    userId: concert.firstCustomer + (exec.scenario.iterationInTest % concert.customers),
    scheduleId: concert.scheduleId,
    seatId: 1 + Math.floor(Math.random() * SEATS),
  };
  if (expected(http.post(`${BASE_URL}/reservations`, JSON.stringify(body), params(RESERVE))).status === 201) {
    held();
  }
  sleep(THINK_SECONDS);
}

export function teardown(concert) {
  closeConcert(concert);
}

// The fifth reference's third scenario as its authors wished it: 20 clients, and each iteration pays a reservation of its own.

import exec from 'k6/execution';
import http from 'k6/http';
import { sleep } from 'k6';
import { closeConcert, agreement, held, openConcert, paid } from './lib/concert.js';
import { BASE_URL, stages } from './lib/config.js';
import { allExpected, expect, params, reached } from './lib/requests.js';
import { summaryTrendStats } from './lib/summary.js';

export { handleSummary } from './lib/summary.js';

const RESERVE = 'POST /reservations';
const PAY = 'POST /reservations/{id}/payment';
const SEATS = 50_000;
const THINK_SECONDS = 2;
const expected = expect(201);

// The reference's p95 in its larger limits, in milliseconds; 35.37 in its smaller ones.
const within = ['p(95)<18.77'];

export const options = {
  stages: stages([20, 20], [90, 20], [20, 0]),
  thresholds: {
    [`http_req_duration{name:${RESERVE}}`]: within,
    [`http_req_duration{name:${PAY}}`]: within,
    ...reached(RESERVE),
    ...reached(PAY),
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
  const iteration = exec.scenario.iterationInTest;
  const body = {
    userId: concert.firstCustomer + (iteration % concert.customers),
    scheduleId: concert.scheduleId,
    seatId: 1 + iteration,
  };
  const reserved = expected(http.post(`${BASE_URL}/reservations`, JSON.stringify(body), params(RESERVE, 'text')));
  if (reserved.status === 201) {
    held();
    const payment = expected(http.post(`${BASE_URL}/reservations/${reserved.json().reservationId}/payment`, null, params(PAY, 'text')));
    if (payment.status === 201) {
      paid(payment.json().amount);
    }
  }
  sleep(THINK_SECONDS);
}

export function teardown(concert) {
  closeConcert(concert);
}

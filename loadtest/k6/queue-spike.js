// The fifth reference's first scenario: everybody takes a token, 20 clients, then 100.

import exec from 'k6/execution';
import http from 'k6/http';
import { check, sleep } from 'k6';
import { BASE_URL, stages } from './lib/config.js';
import { makeQueue, queueOf } from './lib/queue.js';
import { allExpected, expect, params, reached } from './lib/requests.js';
import { summaryTrendStats } from './lib/summary.js';

export { handleSummary } from './lib/summary.js';

const ROUTE = 'POST /queue/tokens';
const PARAMS = params(ROUTE);
const THINK_SECONDS = 2;
const expected = expect(200, 201);

export const options = {
  stages: stages([10, 20], [20, 100], [30, 100], [10, 0]),
  // The reference's p95 in its larger limits, in milliseconds; 26.96 in its smaller ones.
  thresholds: {
    [`http_req_duration{name:${ROUTE}}`]: ['p(95)<3.91'],
    ...reached(ROUTE),
    ...allExpected,
    'checks{about:queue}': ['rate==1'],
  },
  summaryTrendStats,
  discardResponseBodies: true,
};

export function setup() {
  return makeQueue({ maxActive: 100, admissionsPerSecond: 20, activeSeconds: 86_400, waitingTimeoutSeconds: 86_400 });
}

export default function ({ couponId }) {
  const userId = 1 + exec.scenario.iterationInTest;
  expected(http.post(`${BASE_URL}/queue/tokens`, JSON.stringify({ userId, couponId }), PARAMS));
  sleep(THINK_SECONDS);
}

export function teardown(campaign) {
  const queue = queueOf(campaign);
  check(queue, {
    'everybody who came waits or is inside': (q) => q.waiting + q.active === q.issued,
    'no more are inside than may be': (q) => q.active <= q.maxActive,
  }, { about: 'queue' });
  console.log(`queue ${campaign.couponId}: ${queue.issued} came, ${queue.active} are inside, ${queue.waiting} wait`);
}

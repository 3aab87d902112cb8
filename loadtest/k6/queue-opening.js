// An opening: 100,000 customers take a token in ten seconds, and then ask for it, as if each asked about twice a minute.

import exec from 'k6/execution';
import http from 'k6/http';
import { check } from 'k6';
import { BASE_URL, stages } from './lib/config.js';
import { makeQueue, queueOf } from './lib/queue.js';
import { allExpected, expect, params, reached } from './lib/requests.js';
import { summaryTrendStats } from './lib/summary.js';

export { handleSummary } from './lib/summary.js';

const JOIN = 'POST /queue/tokens';
const POLL = 'GET /queue/tokens/{token}';
const JOIN_PARAMS = params(JOIN, 'text');
const POLL_PARAMS = params(POLL);
const JOINS_PER_SECOND = 10_000;
const POLLS_PER_SECOND = 3_000;
const JOINING_SECONDS = 10;
const expected = expect(200, 201);
const mine = []; // this client's tokens

export const options = {
  scenarios: {
    opening: {
      executor: 'ramping-arrival-rate',
      startRate: JOINS_PER_SECOND,
      timeUnit: '1s',
      preAllocatedVUs: 1000,
      maxVUs: 5000,
      stages: stages([JOINING_SECONDS, JOINS_PER_SECOND], [0, POLLS_PER_SECOND], [30, POLLS_PER_SECOND]),
    },
  },
  thresholds: {
    [`http_req_duration{name:${JOIN}}`]: ['p(95)<500'],
    [`http_req_duration{name:${POLL}}`]: ['p(95)<500'],
    dropped_iterations: ['count==0'],
    ...reached(JOIN),
    ...reached(POLL),
    ...allExpected,
    'checks{about:queue}': ['rate==1'],
  },
  summaryTrendStats,
  discardResponseBodies: true,
};

export function setup() {
  const scale = Number(__ENV.SCALE || 1);
  return {
    ...makeQueue({ maxActive: 500, admissionsPerSecond: 100, activeSeconds: 86_400, waitingTimeoutSeconds: 600 }),
    joins: Math.floor(JOINS_PER_SECOND * JOINING_SECONDS * scale),
  };
}

export default function ({ couponId, joins }) {
  if (exec.scenario.iterationInTest < joins || mine.length === 0) {
    const userId = 1 + exec.scenario.iterationInTest;
    const answer = expected(http.post(`${BASE_URL}/queue/tokens`, JSON.stringify({ userId, couponId }), JOIN_PARAMS));
    if (answer.status === 201) {
      mine.push(answer.json('token'));
    }
    return;
  }
  expected(http.get(`${BASE_URL}/queue/tokens/${mine[Math.floor(Math.random() * mine.length)]}`, POLL_PARAMS));
}

export function teardown(campaign) {
  const queue = queueOf(campaign);
  check(queue, {
    'nobody who came was lost': (q) => q.waiting + q.active === q.issued,
    'no more are inside than may be': (q) => q.active <= q.maxActive,
  }, { about: 'queue' });
  console.log(`queue ${campaign.couponId}: ${queue.issued} came, ${queue.active} are inside, ${queue.waiting} wait`);
}

// The third reference's three scenarios by arrival rate: 100,000 users, one code, at most 3 requests per user and 10 s.
// There are VUs enough for every request to start when it is due.

import http from 'k6/http';
import { BASE_URL, chosen, seconds, stages } from './lib/config.js';
import { closeBooks, exactness, got, makeCampaign } from './lib/campaign.js';
import { allExpected, expect, params, reached } from './lib/requests.js';
import { summaryTrendStats } from './lib/summary.js';

export { handleSummary } from './lib/summary.js';

const ROUTE = 'POST /api/v1/coupons/issue';
const URL = `${BASE_URL}/api/v1/coupons/issue`;
const PARAMS = params(ROUTE, 'text');
const USERS = 100_000;
const PIECES = 100_000;
const expected = expect(200, 409, 429);

const arrivals = { timeUnit: '1s', preAllocatedVUs: 200, maxVUs: 3000 };
const ramp = (steps) => ({ executor: 'ramping-arrival-rate', startRate: 10, stages: stages(...steps), ...arrivals });

const profiles = {
  normal: { executor: 'constant-arrival-rate', rate: 5, duration: seconds(300), ...arrivals },
  peak: ramp([[60, 1000], [120, 1000], [30, 10]]),
  stress: ramp([[30, 10], [60, 100], [60, 500], [60, 1000], [60, 1500], [30, 10]]),
};

export const options = {
  scenarios: { [__ENV.PROFILE]: chosen(profiles) },
  thresholds: {
    // The reference's figure over all three scenarios, of which it dropped nine requests in ten.
    [`http_req_duration{name:${ROUTE}}`]: ['p(95)<9.53'],
    dropped_iterations: ['count==0'],
    ...reached(ROUTE),
    ...allExpected,
    ...exactness,
  },
  summaryTrendStats,
  discardResponseBodies: true,
};

export function setup() {
  return makeCampaign({ demoId: 4003, demoCode: 'COUPON2025', quantity: PIECES, withCode: true });
}

export default function (campaign) {
  if (issue(campaign, 1 + Math.floor(Math.random() * USERS)) === 'issued') {
    got();
  }
}

export function teardown(campaign) {
  closeBooks(campaign, () => issue(campaign, Date.now()), { soldOut: false });
}

function issue({ code }, userId) {
  const answer = expected(http.post(URL, JSON.stringify({ userId, couponCode: code }), PARAMS));
  return answer.status === 200 && answer.json('status') === 'ISSUED' ? 'issued' : 'refused';
}

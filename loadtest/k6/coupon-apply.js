// The second reference's four phases: the default campaign of 100 pieces, every request a new customer, so that nearly
// every answer is "sold out".

import exec from 'k6/execution';
import http from 'k6/http';
import { BASE_URL, chosen, DEFAULT_COUPON_ID, seconds, stages } from './lib/config.js';
import { closeBooks, exactness, got, makeCampaign } from './lib/campaign.js';
import { allExpected, expect, params, reached } from './lib/requests.js';
import { summaryTrendStats } from './lib/summary.js';

export { handleSummary } from './lib/summary.js';

const ROUTE = 'POST /coupon/apply';
const PARAMS = params(ROUTE);
const expected = expect(200, 409, 422);

// The reference's p95 of each phase, in milliseconds, on a machine with more cores than this needs.
const profiles = {
  baseline: { load: { vus: 10, duration: seconds(60) }, p95: 2.2 },
  rampup: { load: { stages: stages([90, 10], [90, 50], [90, 100], [90, 300], [90, 500], [90, 1000]) }, p95: 108.5 },
  stress: { load: { vus: 300, duration: seconds(300) }, p95: 32.2 },
  spike: { load: { stages: stages([0, 10], [60, 10], [0, 1000], [60, 1000], [0, 10], [60, 10]) }, p95: 195.2 },
};
const profile = chosen(profiles);

export const options = {
  ...profile.load,
  thresholds: { [`http_req_duration{name:${ROUTE}}`]: [`p(95)<${profile.p95}`], ...reached(ROUTE), ...allExpected, ...exactness },
  summaryTrendStats,
  discardResponseBodies: true,
};

export function setup() {
  return { ...makeCampaign({ demoId: DEFAULT_COUPON_ID, id: DEFAULT_COUPON_ID, quantity: 100 }), firstUser: Date.now() * 1000 };
}

export default function ({ firstUser }) {
  if (apply(firstUser + exec.scenario.iterationInTest) === 'issued') {
    got();
  }
}

export function teardown(campaign) {
  closeBooks(campaign, () => apply(campaign.firstUser - 1), { soldOut: true });
}

function apply(userId) {
  const answer = expected(http.post(`${BASE_URL}/coupon/apply?userId=${userId}`, null, PARAMS));
  return answer.status === 200 ? 'issued' : 'refused';
}

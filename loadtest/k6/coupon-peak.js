// 1,500 clients, 2,000 customers, 1,000 pieces.

import http from 'k6/http';
import { BASE_URL } from './lib/config.js';
import { closeBooks, exactness, got, makeCampaign } from './lib/campaign.js';
import { anyCustomer, peak, within500Milliseconds } from './lib/peak.js';
import { expect, params } from './lib/requests.js';

export { handleSummary } from './lib/summary.js';

const ROUTE = 'POST /coupons/issue';
const URL = `${BASE_URL}/coupons/issue`;
const PARAMS = params(ROUTE);
const expected = expect(201, 409);

export const options = { ...peak, thresholds: { ...within500Milliseconds(ROUTE), ...exactness } };

export function setup() {
  return makeCampaign({ demoId: 4001, quantity: 1000 });
}

export default function (campaign) {
  if (issue(campaign, anyCustomer()) === 'issued') {
    got();
  }
}

export function teardown(campaign) {
  closeBooks(campaign, () => issue(campaign, Date.now()), { soldOut: true });
}

function issue({ couponId }, customerId) {
  const answer = expected(http.post(URL, JSON.stringify({ couponId, customerId }), PARAMS));
  return answer.status === 201 ? 'issued' : 'refused';
}

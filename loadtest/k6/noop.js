// The peak against POST /noop of the same server: what the machine and k6 themselves make of it.

import http from 'k6/http';
import { BASE_URL } from './lib/config.js';
import { anyCustomer, peak, within500Milliseconds } from './lib/peak.js';
import { expect, params } from './lib/requests.js';

export { handleSummary } from './lib/summary.js';

const ROUTE = 'POST /noop';
const URL = `${BASE_URL}/noop`;
const PARAMS = params(ROUTE);
const expected = expect(201);

export const options = { ...peak, thresholds: within500Milliseconds(ROUTE) };

export default function () {
  expected(http.post(URL, JSON.stringify({ couponId: 4001, customerId: anyCustomer() }), PARAMS));
}

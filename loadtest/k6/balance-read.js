// Everybody reads the balances of four customers.

import http from 'k6/http';
import { BASE_URL } from './lib/config.js';
import { crowd, think } from './lib/crowd.js';
import { expect, params } from './lib/requests.js';
import { closeShop, openShop } from './lib/shop.js';

export { handleSummary } from './lib/summary.js';

const ROUTE = 'GET /v1/users/{userId}/balance';
const PARAMS = params(ROUTE);
const CUSTOMERS = 4;
const expected = expect(200);

export const options = crowd(ROUTE, 720.98); // the reference's

export function setup() {
  return openShop({ customers: CUSTOMERS, demo: { customer: 9338 } });
}

export default function ({ first }) {
  const userId = first.customer + Math.floor(Math.random() * CUSTOMERS);
  expected(http.get(`${BASE_URL}/v1/users/${userId}/balance`, PARAMS));
  think();
}

export function teardown(shop) {
  closeShop(shop);
}

// Everybody pays money in for four customers.

import http from 'k6/http';
import { BASE_URL } from './lib/config.js';
import { crowd, think } from './lib/crowd.js';
import { expect, params } from './lib/requests.js';
import { charged, closeShop, openShop } from './lib/shop.js';

export { handleSummary } from './lib/summary.js';

const ROUTE = 'POST /v1/users/{userId}/balance';
const PARAMS = params(ROUTE);
const CUSTOMERS = 4;
const expected = expect(200);

export const options = crowd(ROUTE, 1009); // a tenth of the reference's

export function setup() {
  return openShop({ customers: CUSTOMERS, openingBalance: 0, demo: { customer: 9338 } });
}

export default function ({ first }) {
  const userId = first.customer + Math.floor(Math.random() * CUSTOMERS);
  const amount = 1000 + Math.floor(Math.random() * 10_000);
  const answer = expected(http.post(`${BASE_URL}/v1/users/${userId}/balance`, JSON.stringify({ amount }), PARAMS));
  if (answer.status === 200) {
    charged(amount);
  }
  think();
}

export function teardown(shop) {
  closeShop(shop);
}

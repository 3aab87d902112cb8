// Everybody orders and pays one product for four customers.

import http from 'k6/http';
import { BASE_URL } from './lib/config.js';
import { crowd, think } from './lib/crowd.js';
import { expect, params } from './lib/requests.js';
import { closeShop, openShop, paid } from './lib/shop.js';

export { handleSummary } from './lib/summary.js';

const ROUTE = 'POST /v1/orders';
const URL = `${BASE_URL}/v1/orders`;
const PARAMS = params(ROUTE);
const CUSTOMERS = 4;
const PRICE = 600;
const expected = expect(200);

export const options = crowd(ROUTE, 1996); // a tenth of the reference's

export function setup() {
  return openShop({ customers: CUSTOMERS, products: 1, price: () => PRICE, demo: { customer: 9338, product: 4, option: 4 } });
}

export default function ({ first }) {
  const answer = expected(http.post(URL, JSON.stringify({
    userId: first.customer + Math.floor(Math.random() * CUSTOMERS),
    totalAmount: PRICE,
    products: [{ productId: first.product, quantity: 1 }],
  }), PARAMS));
  if (answer.status === 200) {
    paid(PRICE, 1);
  }
  think();
}

export function teardown(shop) {
  closeShop(shop);
}

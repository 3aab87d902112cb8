// Everybody reads four products.

import http from 'k6/http';
import { BASE_URL } from './lib/config.js';
import { crowd, think } from './lib/crowd.js';
import { expect, params } from './lib/requests.js';
import { closeShop, openShop } from './lib/shop.js';

export { handleSummary } from './lib/summary.js';

const ROUTE = 'GET /v1/products/{productId}';
const PARAMS = params(ROUTE);
const PRODUCTS = 4;
const expected = expect(200);

export const options = crowd(ROUTE, 684.38); // the reference's

export function setup() {
  return openShop({ products: PRODUCTS, demo: { product: 1, option: 1 } });
}

export default function ({ first }) {
  expected(http.get(`${BASE_URL}/v1/products/${first.product + Math.floor(Math.random() * PRODUCTS)}`, PARAMS));
  think();
}

export function teardown(shop) {
  closeShop(shop);
}

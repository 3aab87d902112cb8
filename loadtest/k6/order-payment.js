// The first reference's order and payment: five minutes, 100 clients at the most, who place an order of two pieces, pay it
// and begin again without a pause.

import exec from 'k6/execution';
import http from 'k6/http';
import { BASE_URL, stages } from './lib/config.js';
import { allExpected, expect, params, reached } from './lib/requests.js';
import { closeShop, conservation, openShop, optionOf, paid } from './lib/shop.js';
import { summaryTrendStats } from './lib/summary.js';

export { handleSummary } from './lib/summary.js';

const PLACE = 'POST /orders';
const PAY = 'POST /payments';
const PLACE_PARAMS = params(PLACE, 'text');
const PAY_PARAMS = params(PAY);
const CUSTOMERS = 2000;
const PRODUCTS = 20;
const expected = expect(201);

// A quarter of the reference's p90 over both requests.
const within = ['p(90)<64.75'];

export const options = {
  stages: stages([60, 10], [60, 50], [60, 100], [60, 50], [60, 10]),
  thresholds: {
    [`http_req_duration{name:${PLACE}}`]: within,
    [`http_req_duration{name:${PAY}}`]: within,
    ...reached(PLACE),
    ...reached(PAY),
    ...allExpected,
    ...conservation,
  },
  summaryTrendStats,
  discardResponseBodies: true,
};

export function setup() {
  return openShop({
    customers: CUSTOMERS,
    products: PRODUCTS,
    options: 3,
    price: (product) => 8000 + 1000 * product,
    demo: { customer: 1001, product: 5001, option: 6001 },
  });
}

export default function (shop) {
  const placed = place(shop);
  if (placed && pay(placed.orderId)) {
    paid(placed.totalAmount - placed.discountAmount, 2);
  }
}

export function teardown(shop) {
  closeShop(shop);
}

function place(shop) {
  const customerId = shop.first.customer + (((exec.vu.idInTest - 1) * 100 + exec.vu.iterationInScenario) % CUSTOMERS);
  const answer = expected(http.post(`${BASE_URL}/orders`, JSON.stringify({
    customerId,
    items: [item(shop, any(PRODUCTS), 0), item(shop, any(PRODUCTS), 1)],
  }), PLACE_PARAMS));
  return answer.status === 201 ? answer.json() : undefined;
}

function pay(orderId) {
  return expected(http.post(`${BASE_URL}/payments`, JSON.stringify({ orderId }), PAY_PARAMS)).status === 201;
}

function item(shop, product, option) {
  return { productId: shop.first.product + product, productOptionId: optionOf(shop, product, option), quantity: 1 };
}

function any(count) {
  return Math.floor(Math.random() * count);
}

// The whole life of an order: placed, and paid, let go, refunded in parts or cancelled, in the proportions of a shop's day.

import exec from 'k6/execution';
import http from 'k6/http';
import { check } from 'k6';
import { authorized } from './lib/admin.js';
import { BASE_URL, stages } from './lib/config.js';
import { allExpected, expect, params, reached } from './lib/requests.js';
import { closeShop, conservation, givenBack, openShop, optionOf, paid } from './lib/shop.js';
import { summaryTrendStats } from './lib/summary.js';

export { handleSummary } from './lib/summary.js';

const PLACE = 'POST /orders';
const PAY = 'POST /payments';
const CANCEL = 'POST /orders/{id}/cancel';
const REFUND = 'POST /admin/orders/{id}/refunds';
const PLACE_PARAMS = params(PLACE, 'text');
const PAY_PARAMS = params(PAY);
const CANCEL_PARAMS = params(CANCEL, 'text');
const REFUND_PARAMS = authorized(params(REFUND, 'text'));
const CUSTOMERS = 2000;
const PRODUCTS = 20;
const PIECES = 3;
const expected = expect(200, 201);

const within = ['p(90)<64.75']; // what is asked of an order and its payment

export const options = {
  stages: stages([60, 10], [60, 50], [60, 100], [60, 10]),
  thresholds: {
    [`http_req_duration{name:${PLACE}}`]: within,
    [`http_req_duration{name:${PAY}}`]: within,
    [`http_req_duration{name:${CANCEL}}`]: within,
    [`http_req_duration{name:${REFUND}}`]: within,
    ...reached(PLACE),
    ...reached(PAY),
    ...reached(CANCEL),
    ...reached(REFUND),
    'checks{about:refunds}': ['rate==1'],
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
  const product = Math.floor(Math.random() * PRODUCTS);
  const placed = place(shop, product);
  if (!placed) {
    return;
  }
  const fate = Math.random();
  if (fate < 0.1) { // thought better of it
    cancel(placed, 0);
  } else if (pay(placed)) {
    if (fate < 0.3) {
      cancel(placed, PIECES);
    } else if (fate < 0.5) {
      const left = PIECES - refund(shop, placed, product, 1 + Math.floor(Math.random() * PIECES));
      if (fate < 0.4) {
        cancel(placed, left);
      }
    }
  }
}

export function teardown(shop) {
  closeShop(shop);
}

function place(shop, product) {
  const customerId = shop.first.customer + (((exec.vu.idInTest - 1) * 100 + exec.vu.iterationInScenario) % CUSTOMERS);
  const answer = expected(http.post(`${BASE_URL}/orders`, JSON.stringify({
    customerId,
    items: [{ productId: shop.first.product + product, productOptionId: optionOf(shop, product, 0), quantity: PIECES }],
  }), PLACE_PARAMS));
  return answer.status === 201 ? answer.json() : undefined;
}

function pay({ orderId, totalAmount, discountAmount }) {
  const isPaid = expected(http.post(`${BASE_URL}/payments`, JSON.stringify({ orderId }), PAY_PARAMS)).status === 201;
  if (isPaid) {
    paid(totalAmount - discountAmount, PIECES);
  }
  return isPaid;
}

/** Cancels; so many pieces go back, and what was refunded before is back already. */
function cancel({ orderId, refunded = 0 }, pieces) {
  const answer = expected(http.post(`${BASE_URL}/orders/${orderId}/cancel`, null, CANCEL_PARAMS));
  if (answer.status === 200) {
    givenBack((answer.json('refundedAmount') || 0) - refunded, pieces);
  }
}

function refund(shop, placed, product, quantity) {
  const answer = expected(http.post(`${BASE_URL}/admin/orders/${placed.orderId}/refunds`, JSON.stringify({
    items: [{ productOptionId: optionOf(shop, product, 0), quantity }],
    restock: true,
    reason: 'Load test',
  }), REFUND_PARAMS));
  if (answer.status !== 201) {
    return 0;
  }
  const { amount, refundedTotal } = answer.json();
  const due = (placed.totalAmount - placed.discountAmount) * quantity / PIECES;
  check(amount, { 'a refund is what was paid for its pieces': (won) => won === due && refundedTotal === due }, { about: 'refunds' });
  placed.refunded = refundedTotal;
  givenBack(amount, quantity);
  return quantity;
}

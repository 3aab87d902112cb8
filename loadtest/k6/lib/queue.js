// A campaign with a queue before it, to wait for.

import { put, read } from './admin.js';

const FRESH_IDS = 1_000_000_000;
const YEAR = 365 * 24 * 60 * 60 * 1000;

/**
 * Makes a campaign behind a queue that nobody waits in yet.
 * @param {object} queue How it admits.
 */
export function makeQueue(queue) {
  const couponId = FRESH_IDS + (Date.now() % FRESH_IDS);
  const now = Date.now();
  put('/admin/coupons', couponId, {
    name: 'Load test, behind a queue',
    discountType: 'FIXED',
    discountAmount: 1000,
    totalQuantity: 1_000_000,
    startedAt: new Date(now - YEAR).toISOString(),
    expiredAt: new Date(now + YEAR).toISOString(),
    queue,
  });
  return { couponId };
}

/** How many wait, are inside, and ever came. */
export function queueOf({ couponId }) {
  return read('/admin/coupons/{id}', `/admin/coupons/${couponId}`).queue;
}

// A campaign to fight over, and the proof afterwards that exactly as many pieces were issued as clients were told.

import { check } from 'k6';
import { Counter } from 'k6/metrics';
import { put, read } from './admin.js';
import { DEMO } from './config.js';

const FRESH_IDS = 1_000_000_000;
const YEAR = 365 * 24 * 60 * 60 * 1000;

/** Pieces that clients got, less those that the campaign counts: 0 in the end, or something was lost or made up. */
const books = new Counter('coupon_books');

/** What holds for every profile, whatever the machine. */
export const exactness = {
  coupon_books: ['count==0'],
  'checks{about:campaign}': ['rate==1'],
};

/**
 * Makes a campaign that nobody holds a piece of yet; with DEMO=1 takes the demo data's.
 * @param {{demoId: number, id?: number, quantity: number, withCode?: boolean, demoCode?: string}} wanted
 */
export function makeCampaign(wanted) {
  if (DEMO) {
    return { couponId: wanted.demoId, code: wanted.demoCode, before: campaign(wanted.demoId).issuedQuantity };
  }
  const couponId = wanted.id || FRESH_IDS + (Date.now() % FRESH_IDS);
  const code = wanted.withCode ? `K6-${couponId}` : undefined;
  const now = Date.now();
  const made = put('/admin/coupons', couponId, {
    name: 'Load test, 1,000 won off',
    code,
    discountType: 'FIXED',
    discountAmount: 1000,
    totalQuantity: wanted.quantity,
    startedAt: new Date(now - YEAR).toISOString(),
    expiredAt: new Date(now + YEAR).toISOString(),
  });
  return { couponId, code, before: made.issuedQuantity };
}

/** A client got a piece. */
export function got() {
  books.add(1);
}

/**
 * Compares what clients were told with what the campaign counts, and what it says is left with what one more client gets.
 * @param {{couponId: number, before: number}} made The campaign.
 * @param {() => 'issued' | 'refused'} askOnceMore A request of a customer who has nothing yet.
 * @param {{soldOut: boolean}} expected Whether more was asked for than there is: then every piece must be gone.
 */
export function closeBooks(made, askOnceMore, { soldOut }) {
  const now = campaign(made.couponId);
  books.add(made.before - now.issuedQuantity);
  check(now, {
    [soldOut ? 'exactly as many issued as there are pieces' : 'never more issued than there are pieces']:
      (c) => (soldOut ? c.issuedQuantity === c.totalQuantity : c.issuedQuantity <= c.totalQuantity),
  }, { about: 'campaign' });
  check(askOnceMore(), {
    'one more client gets what the campaign says is left': (got) => got === (now.remainingQuantity > 0 ? 'issued' : 'refused'),
  }, { about: 'campaign' });
  console.log(`campaign ${now.couponId}: ${now.issuedQuantity} of ${now.totalQuantity} issued`);
}

function campaign(couponId) {
  return read('/coupons/{id}', `/coupons/${couponId}`);
}

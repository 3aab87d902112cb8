// Everything that a run can be told from outside.

/** Where the server is. */
export const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:8080';

/** The key of /admin; the server's own in Development. */
export const ADMIN_KEY = __ENV.ADMIN_KEY || 'development';

/** DEMO=1 uses the campaigns of the demo data instead of fresh ones. */
export const DEMO = __ENV.DEMO === '1';

/** The campaign that the server has as Coupons:DefaultCouponId. */
export const DEFAULT_COUPON_ID = Number(__ENV.DEFAULT_COUPON_ID || 4002);

const SCALE = Number(__ENV.SCALE || 1);

/** Where the summary goes, as JSON; nowhere unless named. */
export const RESULT_FILE = __ENV.RESULT_FILE;

/** A duration of so many seconds, times SCALE. */
export function seconds(count) {
  return `${Math.round(count * SCALE * 1000)}ms`;
}

/** Stages of [seconds, target], with SCALE. */
export function stages(...steps) {
  return steps.map(([duration, target]) => ({ duration: seconds(duration), target }));
}

/** The one of some profiles that PROFILE names. */
export function chosen(profiles) {
  const profile = profiles[__ENV.PROFILE];
  if (!profile) {
    throw new Error(`PROFILE must be one of ${Object.keys(profiles).join(', ')}`);
  }
  return profile;
}

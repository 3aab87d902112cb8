// The fourth reference's two loads, one at a time: customers who pause for a second between requests, 3,000 of them at the
// most; and requests that come when they come, up to 5,000 a second, with VUs enough for each to start when it is due.

import { sleep } from 'k6';
import { chosen, stages } from './config.js';
import { allExpected, reached } from './requests.js';
import { conservation } from './shop.js';
import { summaryTrendStats } from './summary.js';

const THINK_SECONDS = 1;

const loads = {
  vus: { executor: 'ramping-vus', startVUs: 0, stages: stages([10, 1000], [30, 1000], [10, 3000], [30, 3000], [10, 0]) },
  rate: {
    executor: 'ramping-arrival-rate',
    startRate: 10,
    timeUnit: '1s',
    preAllocatedVUs: 2000,
    maxVUs: 5000,
    stages: stages([10, 1000], [20, 5000], [30, 1000], [10, 5000]),
  },
};

/**
 * The options of a profile.
 * @param {string} name The route under test.
 * @param {number} p95 Milliseconds that 95% of the answers must come within.
 */
export function crowd(name, p95) {
  return {
    scenarios: { [__ENV.PROFILE]: chosen(loads) },
    thresholds: {
      [`http_req_duration{name:${name}}`]: [`p(95)<${p95}`],
      ...(__ENV.PROFILE === 'rate' ? { dropped_iterations: ['count==0'] } : {}),
      ...reached(name),
      ...allExpected,
      ...conservation,
    },
    summaryTrendStats,
    discardResponseBodies: true,
  };
}

/** What a customer does between two requests; nothing where the rate is given. */
export function think() {
  if (__ENV.PROFILE === 'vus') {
    sleep(THINK_SECONDS);
  }
}

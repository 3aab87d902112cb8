// The first reference's peak: ten seconds, 1,500 clients at the most, who do not wait between requests.

import { stages } from './config.js';
import { summaryTrendStats } from './summary.js';
import { allExpected, reached } from './requests.js';

export const peak = {
  stages: stages([1, 10], [2, 500], [3, 1500], [3, 1000], [1, 10]),
  summaryTrendStats,
  discardResponseBodies: true,
};

/** The reference's objective: 95% within half a second; for the route under test. */
export function within500Milliseconds(name) {
  return { [`http_req_duration{name:${name}}`]: ['p(95)<500'], ...reached(name), ...allExpected };
}

/** A customer of the demo data, 1001 to 3000. */
export function anyCustomer() {
  return 1001 + Math.floor(Math.random() * 2000);
}

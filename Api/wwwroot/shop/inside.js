// Who was let in by a queue is in for a time.

import { now, pause } from './api.js';
import { h, renew } from './dom.js';
import { quietly, warn } from './messages.js';
import { forgetQueueToken, insideUntil } from './session.js';
import { moment, t } from './texts.js';

/** Says until when the customer is in, and that it is over when it is; null for a customer whom no queue let in. */
export function inside(queue, signal) {
  const until = insideUntil(queue);
  if (!until)
    return null;
  const said = h('p', {}, t('concerts.inside', { time: moment(until) }));
  quietly(async () => {
    await pause(Date.parse(until) - now(), signal);
    forgetQueueToken(queue);
    renew(said, t('concerts.outside'), ' ', h('a', { href: `#/wait/${queue}` }, t('waiting.again')));
    warn(t('concerts.outside'));
  });
  return said;
}

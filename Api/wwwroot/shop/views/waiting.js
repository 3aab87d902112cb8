// The waiting room before a concert or a coupon: from a token to the moment it lets in.

import { pause, post, readPatiently, Refusal, remove, retryAfter } from '../api.js';
import { action, facts, h, renew } from '../dom.js';
import { attempt, quietly, warn } from '../messages.js';
import { customerId, forgetQueueToken, keepQueueToken } from '../session.js';
import { count, duration, moment, t } from '../texts.js';

/** @param {string} queue what the queue stands before: "concert/7001" or "coupon/4004" */
export async function waitingRoom(queue, signal) {
  const [kind, id] = queue.split('/');
  const inside = kind === 'concert' ? `#/concerts/${id}` : '#/coupons';
  const place = h('div', { class: 'place' });
  const announced = h('p', { class: 'heard', 'aria-live': 'polite' }); // a whole sentence, instead of the figures that change
  const progress = h('progress', { 'aria-label': t('waiting.progress'), hidden: true });
  const actions = h('p', { class: 'actions' });
  let first = 0;

  // Who has a live token gets it again, with its place: so a page that is loaded anew loses nothing.
  const join = () => post('/queue/tokens', { userId: customerId(), [`${kind}Id`]: Number(id) });

  const leave = token => attempt(async () => {
    await remove(`/queue/tokens/${token}`);
    forgetQueueToken(queue);
    if (!signal.aborted)
      location.hash = kind === 'concert' ? '#/concerts' : '#/coupons';
  });

  async function wait(answer) {
    const { token } = answer.body;
    renew(actions, action(t('waiting.leave'), () => leave(token)));
    while (answer.body.status === 'WAITING') {
      show(answer.body);
      // The farther back, the rarer: the API knows best. It also takes the place of a token that nobody asks for.
      await pause(retryAfter(answer) * 1_000, signal);
      answer = await readPatiently(`/queue/tokens/${token}`, signal);
    }
    if (answer.body.status === 'ACTIVE') {
      keepQueueToken(queue, token, answer.body.expiresAt);
      location.replace(inside);
    } else {
      over();
    }
  }

  function show({ position, estimatedWaitSeconds, opensAt }) {
    if (!position) {
      place.replaceChildren(h('p', {}, t('waiting.beforeOpening', { time: moment(opensAt) })));
      return;
    }
    first = Math.max(first, position);
    const figures = { place: count(position), time: duration(estimatedWaitSeconds) };
    place.replaceChildren(facts([[t('waiting.place'), h('strong', {}, figures.place)]]), h('p', {}, t('waiting.estimate', figures)));
    announced.textContent = t('waiting.announce', figures);
    Object.assign(progress, { hidden: false, max: first, value: first - position });
  }

  function over() {
    forgetQueueToken(queue);
    place.replaceChildren();
    progress.hidden = true;
    warn(t('waiting.over'));
    offerAgain();
  }

  const offerAgain = () => renew(actions,
    action(t('waiting.again'), () => attempt(enter)));

  async function enter() {
    const joined = await join().catch(failure => {
      if (!(failure instanceof Refusal) || failure.code !== 'QUEUE_NOT_FOUND')
        throw failure;
      return null;
    });
    signal.throwIfAborted(); // whoever went on elsewhere meanwhile is not taken inside
    if (joined)
      quietly(() => wait(joined), offerAgain);
    else
      location.replace(inside); // nothing stands before it
  }

  await enter();
  return {
    title: t('waiting.title'),
    content: [place, progress, announced, h('p', {}, t('waiting.stay')), actions],
  };
}

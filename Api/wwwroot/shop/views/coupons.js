// Campaigns, and what the customer holds of them.

import { get, now, post, Refusal } from '../api.js';
import { couponOf } from '../catalog.js';
import { campaigns } from '../config.js';
import { action, buttonLink, field, form, h, renew, which } from '../dom.js';
import { list } from '../lists.js';
import { attempt, ifPossible, tell } from '../messages.js';
import { customerId, forgetQueueToken, queueToken } from '../session.js';
import { count, moment, t, won } from '../texts.js';

export async function coupons(_, signal) {
  const cards = h('ul', { class: 'cards' });
  const mine = h('section', { 'aria-labelledby': 'mine' });

  async function refresh() {
    const running = (await Promise.all(campaigns.map(id => campaignOrNone(id, signal)))).filter(campaign => campaign !== null);
    renew(cards, running.map(campaign => card(campaign, refresh, signal)));
    renew(mine, h('h2', { id: 'mine' }, t('coupons.mine')),
      await list(`/customers/${customerId()}/coupons`, piece, t('coupons.none'), signal));
  }

  await refresh();
  return { title: t('coupons.title'), content: [h('h2', {}, t('coupons.campaigns')), cards, byCode(refresh), mine] };
}

// What is advertised here may not run there.
const campaignOrNone = (id, signal) => get(`/coupons/${id}`, signal).catch(failure => {
  if (failure instanceof Refusal && failure.code === 'COUPON_NOT_FOUND')
    return null;
  throw failure;
});

function card(campaign, refresh, signal) {
  const { couponId, name, discountAmount: amount, remainingQuantity: left, totalQuantity: total } = campaign;
  const queue = `coupon/${couponId}`;
  const isOpen = now() >= Date.parse(campaign.startedAt) && now() < Date.parse(campaign.expiredAt);
  const closed = campaign.paused ? t('coupons.paused')
    : now() < Date.parse(campaign.startedAt) ? t('coupons.notOpen', { time: moment(campaign.startedAt) })
    : !isOpen ? t('coupons.over')
    : left === 0 ? t('coupons.soldOut') : null;
  const take = () => attempt(async () => {
    const { body } = await post('/coupons/issue', { couponId, customerId: customerId() },
      queueToken(queue) ? { 'Queue-Token': queueToken(queue) } : {});
    forgetQueueToken(queue);
    tell(t('coupons.issued', { number: count(body.issueNumber) }));
    await ifPossible(refresh);
  }, failure => {
    if (!signal.aborted && failure.code.startsWith('QUEUE_TOKEN'))
      location.hash = `#/wait/${queue}`;
    return refresh();
  });
  return h('li', {},
    h('h3', {}, name),
    h('p', {}, t('coupons.off', { amount: campaign.discountType === 'RATE' ? `${amount} %` : won(amount) })),
    h('p', {}, t('coupons.left', { left: count(left), total: count(total) })),
    h('meter', { min: 0, max: total, value: left, 'aria-hidden': 'true' }), // said in words above
    closed ? h('p', {}, h('strong', {}, closed))
      : campaign.queued && !queueToken(queue) ? buttonLink(t('coupons.queue'), name, `#/wait/${queue}`)
      : action(t('coupons.take'), take, which(t('coupons.take'), name)));
}

function byCode(refresh) {
  const code = h('input', { required: true, maxlength: 50, autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false' });
  const take = () => attempt(async () => {
    const { body } = await post('/api/v1/coupons/issue', { userId: customerId(), couponCode: code.value.trim() });
    tell(t(body.status === 'ISSUED' ? 'coupons.issued' : 'coupons.held', { number: count(body.issueNumber) }));
    await ifPossible(refresh);
  });
  return h('section', {}, h('h2', {}, t('coupons.byCode')), form(t('coupons.takeByCode'), take, field(t('coupons.code'), code)));
}

const piece = async held => [
  h('span', {}, t('coupons.piece', { name: (await couponOf(held.couponId)).name, number: count(held.issueNumber) })),
  h('span', { class: 'state' }, t(`couponStatus.${held.status}`)),
];

// The customer's orders, and one of them: paid, cancelled, given back.

import { get, pause, post } from '../api.js';
import { productOf } from '../catalog.js';
import { payingPause } from '../config.js';
import { action, facts, h, renew } from '../dom.js';
import { refreshBalance } from '../frame.js';
import { list } from '../lists.js';
import { attempt, ifPossible, quietly, tell } from '../messages.js';
import { customerId } from '../session.js';
import { languages, language, moment, t, won } from '../texts.js';

const payable = ['PLACED', 'REJECTED'];
const cancellable = [...payable, 'PAID'];

export const orders = async (_, signal) => ({
  title: t('orders.title'),
  content: await list(`/customers/${customerId()}/orders`, placed => [
    h('a', { href: `#/orders/${placed.orderId}` }, moment(placed.placedAt)),
    h('span', {}, won(placed.totalAmount - placed.discountAmount)),
    h('span', { class: 'state' }, t(`orderStatus.${placed.status}`)),
  ], t('orders.none'), signal),
});

export async function order(orderId, signal) {
  const section = h('section', {});

  async function refresh() {
    const found = await get(`/orders/${orderId}`, signal);
    const lines = await Promise.all(found.items.map(lineOf));
    renew(section,
      facts([
        [t('orders.status'), h('strong', { class: 'state' }, t(`orderStatus.${found.status}`))],
        [t('orders.reason'), found.rejection ? languages[language].problems[found.rejection] : null],
        [t('orders.items'), h('ul', {}, lines.map(line => h('li', {}, line)))],
        [t('orders.total'), won(found.totalAmount)],
        [t('orders.discount'), found.discountAmount > 0 ? won(-found.discountAmount) : null],
        [t('orders.refunded'), found.refundedAmount ? won(found.refundedAmount) : null],
        [t('orders.placedAt'), moment(found.placedAt)],
        [t('orders.payBy'), payable.includes(found.status) && found.expiresAt ? moment(found.expiresAt) : null],
      ]),
      h('p', { class: 'actions' },
        payable.includes(found.status)
          ? action(t('orders.pay', { amount: won(found.totalAmount - found.discountAmount) }), pay, { class: 'main' }) : null,
        cancellable.includes(found.status) ? action(t('orders.cancel'), cancel) : null));
    // Somebody else, such as another window, is paying it: that ends within moments.
    if (found.status === 'PAYING')
      quietly(() => pause(payingPause, signal).then(refresh));
  }

  const pay = () => change('/payments', { orderId }, body => t('orders.paid', { amount: won(body.amount) }));
  const cancel = () => change(`/orders/${orderId}/cancel`, undefined, () => t('orders.cancelled'));

  const change = (path, body, said) => attempt(async () => {
    const answer = await post(path, body);
    tell(said(answer.body)); // it is done, whatever becomes of the look at it
    refreshBalance();
    await ifPossible(refresh);
  }, refresh);

  await refresh();
  return {
    title: t('orders.order', { id: orderId.slice(-6) }),
    content: [section, h('p', {}, h('a', { href: '#/orders' }, t('orders.back')))],
  };
}

async function lineOf(line) {
  const product = await productOf(line.productId);
  const option = product.options.find(each => each.productOptionId === line.productOptionId);
  return `${t('orders.line', { name: product.name, option: option?.name ?? line.productOptionId, quantity: line.quantity })}: `
    + won(line.price * line.quantity);
}

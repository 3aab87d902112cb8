// The catalogue, and an order of one of its products.

import { get, post } from '../api.js';
import { couponOf } from '../catalog.js';
import { buttonLink, facts, field, form, h } from '../dom.js';
import { attempt } from '../messages.js';
import { customerId } from '../session.js';
import { count, t, won } from '../texts.js';

const most = 100;

export async function products(_, signal) {
  const { items } = await get(`/v1/products?limit=${most}`, signal);
  return {
    title: t('products.title'),
    content: [h('ul', { class: 'cards' }, items.map(product => h('li', {},
      h('h2', {}, product.name),
      h('p', {}, t('products.from', { price: won(Math.min(...product.options.map(option => option.price))) })),
      buttonLink(t('products.order'), product.name, `#/products/${product.productId}`))))],
  };
}

export async function checkout(productId, signal) {
  const [product, coupons] = await Promise.all([get(`/v1/products/${productId}`, signal), usableCoupons(signal)]);
  const option = h('select', { onchange: showSum }, product.options.map(each => h('option', { value: each.productOptionId },
    t('products.optionOf', { name: each.name, price: won(each.price), stock: count(each.stock) }))));
  const quantity = h('input', { type: 'number', min: 1, max: 10_000, value: 1, required: true, inputmode: 'numeric', oninput: showSum });
  const coupon = h('select', { onchange: showSum },
    h('option', { value: '' }, t('products.noCoupon')),
    coupons.map(each => h('option', { value: each.couponId }, each.name)));
  const sum = h('div', { 'aria-live': 'polite' });

  // What the customer sees. What it costs is what the order says, which the API has reckoned.
  function showSum() {
    const price = product.options.find(each => each.productOptionId === Number(option.value)).price;
    const total = price * quantity.valueAsNumber || 0;
    const used = coupons.find(each => each.couponId === Number(coupon.value));
    const discount = used ? discountOf(used, total) : 0;
    sum.replaceChildren(facts([
      [t('products.total'), won(total)],
      [t('products.discount'), used ? won(-discount) : null],
      [t('products.toPay'), won(total - discount)],
    ]));
  }

  const place = () => attempt(async () => {
    const { body } = await post('/orders', {
      customerId: customerId(),
      couponId: coupon.value ? Number(coupon.value) : undefined,
      items: [{ productId: product.productId, productOptionId: Number(option.value), quantity: quantity.valueAsNumber }],
    });
    if (!signal.aborted)
      location.hash = `#/orders/${body.orderId}`;
  });

  showSum();
  return {
    title: product.name,
    content: [
      form(t('products.place'), place,
        field(t('products.option'), option), field(t('products.quantity'), quantity), field(t('products.coupon'), coupon), sum),
      h('p', {}, h('a', { href: '#/' }, t('products.back'))),
    ],
  };
}

async function usableCoupons(signal) {
  const { items } = await get(`/customers/${customerId()}/coupons?limit=${most}`, signal);
  return Promise.all(items.filter(piece => piece.status === 'ISSUED').map(piece => couponOf(piece.couponId)));
}

const discountOf = (coupon, total) =>
  Math.min(total, coupon.discountType === 'RATE' ? Math.floor(total * coupon.discountAmount / 100) : coupon.discountAmount);

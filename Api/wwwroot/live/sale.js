// What is sold: chosen by its kind and number, and how much of it is left.

import { number, text } from './i18n.js';
import { read } from './read.js';

const find = id => document.getElementById(id);

/** The chooser, and what drains. `onChoice` is called with what is to be watched. */
export class Sale {
  #form = find('choose');
  #kind = 'coupon';
  #id = 4001;

  constructor(onChoice) {
    this.onChoice = onChoice;
    this.#form.addEventListener('submit', event => {
      event.preventDefault();
      this.choose(this.#form.elements.kind.value, Number(this.#form.elements.id.value));
    });
    this.#form.elements.id.addEventListener('input', ({ target }) =>
      target.setCustomValidity(target.value === '' || canBe(Number(target.value)) ? '' : text('unknown')));
    this.#form.elements.kind.addEventListener('change', () => this.#suggest());
    this.#suggest();
  }

  /** Chooses a campaign ('coupon') or a product. */
  choose(kind, id) {
    [this.#kind, this.#id] = [kind, id];
    [this.#form.elements.kind.value, this.#form.elements.id.value] = [kind, id];
    this.#form.elements.id.setCustomValidity('');
    for (const output of ['sale-left', 'sale-issued', 'sale-total']) find(output).textContent = '–';
    find('sale-name').textContent = '';
    this.onChoice(kind === 'coupon' ? { coupon: id, product: null } : { coupon: null, product: id });
  }

  /** Shows a snapshot. Returns how many pieces are left, or null when nobody knows. */
  show(snapshot) {
    const found = this.#find(snapshot);
    if (!found) {
      const absent = this.#kind === 'coupon' ? snapshot.absent?.campaigns : snapshot.absent?.products;
      find('sale-name').textContent = text(absent?.includes(this.#id) ? 'unknown' : 'notRead');
      find('sale-progress').value = 0;
      return null;
    }
    find('sale-name').textContent = found.name;
    find('sale-left').textContent = number(found.left);
    find('sale-issued').textContent = found.total === null ? '–' : number(found.total - found.left);
    find('sale-total').textContent = found.total === null ? '–' : number(found.total);
    find('sale-progress').value = found.total ? found.left / found.total : 0;
    return found.left;
  }

  #find({ campaigns, products }) {
    if (this.#kind === 'coupon') {
      const campaign = campaigns.find(one => one.couponId === this.#id);
      return campaign && { name: campaign.name, total: campaign.total, left: campaign.total - campaign.issued };
    }
    const product = products.find(one => one.productId === this.#id);
    return product && { name: product.name, total: product.supplied ?? null, left: product.stock };
  }

  // Campaigns are known by their number; products are listed for everybody.
  async #suggest() {
    const known = find('known');
    known.replaceChildren();
    const { kind, id } = this.#form.elements;
    if (kind.value !== 'product') return;
    const before = id.value;
    const products = (await read('/v1/products?limit=100'))?.items ?? [];
    if (kind.value !== 'product') return;
    known.replaceChildren(...products.map(product =>
      Object.assign(document.createElement('option'), { value: product.productId, label: product.name })));
    if (products.length > 0 && id.value === before) id.value = products[0].productId; // else something was typed meanwhile
  }
}

const canBe = id => Number.isSafeInteger(id) && id > 0;

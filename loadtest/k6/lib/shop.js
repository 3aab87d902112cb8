// Customers with money and products with stock, and the proof afterwards that neither was made up or lost.

import { check } from 'k6';
import { Counter } from 'k6/metrics';
import { putAll, readAll } from './admin.js';
import { DEMO } from './config.js';

const OPENING = 1_000_000_000_000; // the most that a balance holds
const STOCK = 1_000_000_000;

/** Won that balances should have gained by what clients were told, less what they gained: 0, or money was lost or made up. */
const money = new Counter('money_books');

/** The same with pieces in stock. */
const pieces = new Counter('stock_books');

/** What holds for every profile, whatever the machine. */
export const conservation = {
  money_books: ['count==0'],
  stock_books: ['count==0'],
  'checks{about:shop}': ['rate==1'],
};

/**
 * Opens a shop whose customers and products nobody else uses; with DEMO=1 takes the demo data's.
 * @param {object} wanted
 * @param {number} wanted.customers How many.
 * @param {number} wanted.openingBalance Won each begins with.
 * @param {number} wanted.products How many.
 * @param {number} wanted.options How many each product has.
 * @param {(product: number) => number} wanted.price Won a product costs, by its place; each further option is 1,000 more.
 * @param {object} wanted.demo The first ids of the demo data: customer, product, option.
 */
export function openShop(wanted) {
  const { customers = 0, products = 0, options = 1, openingBalance = OPENING, price = () => 1000 } = wanted;
  const fresh = Date.now() * 1000;
  const first = DEMO ? wanted.demo : { customer: fresh, product: fresh, option: fresh };
  const shop = { first, customers, products, options };
  if (!DEMO) {
    putAll('/admin/products', range(products).map((p) => [first.product + p, {
      name: `Load test ${p}`,
      basePrice: price(p),
      options: range(options).map((o) => ({ productOptionId: optionOf(shop, p, o), name: `Size ${o}`, extraPrice: 1000 * o, stock: STOCK })),
    }]));
    putAll('/admin/customers', range(customers).map((c) => [first.customer + c, { username: 'Load test', openingBalance }]));
  }
  return { ...shop, before: count(shop) };
}

/** An option's id, by the places of product and option. */
export function optionOf({ first, options }, product, option) {
  return first.option + product * options + option;
}

/** A client was told that it paid this many won for this many pieces. */
export function paid(won, sold) {
  money.add(-won);
  pieces.add(-sold);
}

/** A client was told that this many won and pieces are back. */
export function givenBack(won, back) {
  money.add(won);
  pieces.add(back);
}

/** A client was told that it paid in this many won. */
export function charged(won) {
  money.add(won);
}

/** Compares what clients were told with what balances and stock are now. */
export function closeShop(shop) {
  const now = count(shop);
  money.add(shop.before.money - now.money);
  pieces.add(shop.before.stock - now.stock);
  check(now, { 'no balance and no stock is below zero': (n) => n.least >= 0 }, { about: 'shop' });
  console.log(`balances ${signed(now.money - shop.before.money)} won, stock ${signed(now.stock - shop.before.stock)} pieces`);
}

function count({ first, customers, products }) {
  const balances = readAll('/v1/users/{id}/balance', range(customers).map((c) => `/v1/users/${first.customer + c}/balance`))
    .map((account) => account.balance);
  const stocks = readAll('/v1/products/{id}', range(products).map((p) => `/v1/products/${first.product + p}`))
    .map((product) => product.options.map((option) => option.stock)).flat();
  return { money: sum(balances), stock: sum(stocks), least: Math.min(0, ...balances, ...stocks) };
}

function range(length) {
  return Array.from({ length }, (_, i) => i);
}

function sum(numbers) {
  return numbers.reduce((a, b) => a + b, 0);
}

function signed(number) {
  return number > 0 ? `+${number}` : `${number}`;
}

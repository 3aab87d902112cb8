// Names of things that others refer to by id. They hardly ever change, so each is asked for once.

import { get } from './api.js';

const known = new Map();

export const productOf = id => once(`/v1/products/${id}`);

export const couponOf = id => once(`/coupons/${id}`);

function once(path) {
  if (!known.has(path))
    known.set(path, get(path).catch(failure => { known.delete(path); throw failure; }));
  return known.get(path);
}

// Who the customer is. A real shop has its customers sign in; this one lets them say it, or paste a token.

import { get, isOpen, Refusal } from '../api.js';
import { facts, field, form, h } from '../dom.js';
import { refreshBalance } from '../frame.js';
import { attempt, tell } from '../messages.js';
import { become, customerId, token } from '../session.js';
import { moment, t, won } from '../texts.js';

export async function account(_, signal) {
  const customer = h('input', { type: 'number', min: 0, required: true, inputmode: 'numeric', value: customerId() });
  const accessToken = h('textarea', { rows: 3, autocomplete: 'off', spellcheck: 'false' }, token());
  const money = h('section', {});

  async function refresh() {
    const path = `/v1/users/${customerId()}/balance`;
    const [{ balance }, history] = await Promise.all([get(path, signal), get(`${path}/history`, signal)]);
    money.replaceChildren(
      facts([[t('account.balance'), won(balance)]]),
      h('h2', {}, t('account.history')),
      h('ul', { class: 'rows' }, history.items.map(entry => h('li', {},
        h('span', {}, t(`entryKind.${entry.kind}`, { amount: won(entry.amount) })),
        h('span', {}, won(entry.balanceAfter)),
        h('span', {}, moment(entry.at))))));
  }

  const use = () => attempt(async () => {
    become(customer.valueAsNumber, accessToken.value.trim());
    money.replaceChildren();
    refreshBalance();
    await refresh();
    tell(t('account.used', { id: customerId() }));
  });

  // An unknown customer, or a missing token, must not keep the form away that mends it.
  const failed = await refresh().then(() => null, failure => failure);
  if (failed !== null && !(failed instanceof Refusal))
    throw failed;
  return {
    title: t('account.title'),
    content: [
      h('p', {}, t(isOpen ? 'account.open' : 'account.proven')),
      form(t('account.use'), use, field(t('account.id'), customer), isOpen ? null : field(t('account.token'), accessToken)),
      money,
    ],
  };
}

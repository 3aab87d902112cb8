// What stands around every view: navigation, who the customer is, the language.

import { get } from './api.js';
import { setAttribute } from './dom.js';
import { customerId } from './session.js';
import { language, languages, speak, t, won } from './texts.js';

const account = document.getElementById('account');
const languageButton = document.getElementById('language');

/** Prepares the frame; what is to be done when the language changes is the caller's. */
export function prepareFrame(onLanguage) {
  languageButton.addEventListener('click', () => {
    speak(otherLanguage());
    translate();
    onLanguage();
  });
  // Addresses after '#' are those of views, so the link moves the focus by itself.
  document.getElementById('skip').addEventListener('click', event => {
    event.preventDefault();
    document.getElementById('main').focus();
  });
  translate();
}

/** Marks where the visitor is. */
export function markPlace(path) {
  for (const link of document.querySelectorAll('nav a'))
    setAttribute(link, 'aria-current', link.hash === `#/${path.split('/')[0]}` ? 'page' : null);
}

/** Shows what the customer has. It goes by the way: a view does not wait for it, and where it fails the name has to do. */
export async function refreshBalance() {
  const id = customerId();
  const name = t('frame.customer', { id });
  account.textContent = name;
  try {
    const { balance } = await get(`/v1/users/${id}/balance`);
    if (id === customerId())
      account.textContent = `${name}: ${won(balance)}`;
  } catch {
    account.textContent = name;
  }
}

function translate() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]'))
    element.textContent = t(element.dataset.text);
  for (const element of document.querySelectorAll('[data-label]'))
    element.ariaLabel = t(element.dataset.label);
  languageButton.textContent = languages[otherLanguage()].frame.name;
  languageButton.lang = otherLanguage();
}

const otherLanguage = () => Object.keys(languages).find(other => other !== language);

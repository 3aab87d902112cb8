// Words, amounts and times in the visitor's language.

import { chooseLanguage, chosenLanguage } from './session.js';
import en from './texts/en.js';
import ko from './texts/ko.js';

export const languages = { en, ko };

const fallback = 'en';

/** The language of the page: the one that was chosen, or the first of the browser's that there is. */
export let language = chosenLanguage()
  ?? navigator.languages.map(tag => tag.split('-')[0]).find(tag => tag in languages) ?? fallback;

export function speak(newLanguage) {
  language = newLanguage;
  chooseLanguage(newLanguage);
}

/** The text of a key such as `orders.title`, with what is put in where it says `{name}`. */
export const t = (key, values = {}) => lookUp(key).replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** What a refusal means to a customer. A code that nobody has words for yet is told in the API's own. */
export const words = refusal => {
  const text = languages[language].problems[refusal.code];
  return text ? text.replace('{seconds}', refusal.retryAfter) : `${refusal.message} (${refusal.code})`;
};

/** An amount of won. */
export const won = amount => t('frame.won', { amount: new Intl.NumberFormat(language).format(amount) });

export const count = number => new Intl.NumberFormat(language).format(number);

/** A moment, told as the API tells it. */
export const moment = text => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(text));

/** Minutes and seconds, such as 4:05. */
export const clock = seconds => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** How long something takes, about. */
export const duration = seconds =>
  seconds < 60 ? t('frame.seconds', { seconds }) : t('frame.minutes', { minutes: Math.ceil(seconds / 60) });

function lookUp(key) {
  const [group, name] = key.split('.');
  return languages[language][group][name];
}

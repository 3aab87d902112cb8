// Elements without a framework. Text is always text: nothing that the API or the customer says becomes markup.

/**
 * Makes an element.
 * @param {string} tag
 * @param {object} attributes listeners where the name begins with "on"; an attribute that is null or false is left out
 * @param {...(Node | string | null | (Node | string | null)[])} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on'))
      element.addEventListener(name.slice(2), value);
    else
      setAttribute(element, name, value);
  }
  element.append(...present(children));
  return element;
}

/** Puts other content into an element. A focus that was inside stays inside: the element takes it. */
export function renew(element, ...children) {
  const hadFocus = element.contains(document.activeElement);
  element.replaceChildren(...present(children));
  if (hadFocus) {
    element.tabIndex = -1;
    element.focus();
  }
}

const present = children => children.flat().filter(child => child !== null && child !== undefined);

/** Sets an attribute, or takes it away: null and false are none, true is one without a value. */
export function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false)
    element.removeAttribute(name);
  else
    element.setAttribute(name, value === true ? '' : value);
}

/** A name and its value, as lines of a description list. */
export const facts = pairs => h('dl', {}, pairs.filter(([, value]) => value !== null && value !== undefined)
  .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));

/** Attributes of something that says the same as others beside it: where it is read out, it says which one it is, too. */
export const which = (text, name) => ({ 'aria-label': `${text}: ${name}` });

/** A link that looks like a button, among others that say the same. */
export const buttonLink = (text, name, href) => h('a', { class: 'button', href, ...which(text, name) }, text);

let fields = 0;

/** A field with its label. */
export function field(label, input) {
  input.id ||= `field-${++fields}`;
  return h('div', { class: 'field' }, h('label', { for: input.id }, label), input);
}

/**
 * A button that does something that takes a moment. While it does, it cannot be pressed again, and keeps the focus: a disabled
 * button would lose it.
 * @param {string} label
 * @param {() => Promise<void>} act
 * @param {object} attributes further ones
 */
export function action(label, act, attributes = {}) {
  const button = h('button', { type: 'button', ...attributes, onclick: () => once(button, act) }, label);
  return button;
}

/** A form that is sent by a button; what it does is done once at a time. */
export function form(label, submit, ...children) {
  const button = h('button', { type: 'submit' }, label);
  return h('form', { onsubmit: event => { event.preventDefault(); once(button, submit); } }, ...children, button);
}

async function once(button, act) {
  if (button.ariaBusy === 'true' || button.ariaDisabled === 'true')
    return;
  button.ariaBusy = 'true';
  try {
    await act();
  } finally {
    button.ariaBusy = null;
  }
}

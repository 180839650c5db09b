/** The element with an id. */
export const byId = (id) => document.getElementById(id);

/**
 * Makes an element. Text always becomes a text node, so a payload cannot add markup.
 * @param {string} tag the element's name
 * @param {object} attributes its attributes; `text` is its text, `on` its listeners
 * @param {...Node|null} children its children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") {
      made.textContent = value;
    } else if (name === "on") {
      Object.entries(value).forEach(([type, listener]) => made.addEventListener(type, listener));
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }

  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Shows a text on a button for a moment. */
export function say(button, words) {
  const label = (button.dataset.label ??= button.textContent);
  button.textContent = words;
  setTimeout(() => (button.textContent = label), 1500);
}

/** Copies text, and shows the result on the button. */
export async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    say(button, "Copied");
  } catch {
    say(button, "The browser does not allow copying");
  }
}

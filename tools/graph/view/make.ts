/** What stands in an element: text is always text, never markup. */
export type Content = Node | string | null;

type Attributes = Readonly<Record<string, string | number | boolean | ((event: Event) => void)>>;

/**
 * Makes an element. Attributes that are functions listen to the event of their name; `className` is its classes; one that is
 * false is left out.
 */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== false)
      made.setAttribute(key === "className" ? "class" : key, value === true ? "" : String(value));
  }
  made.append(...content.filter((one) => one !== null));
  return made;
}

/** The element of the page with that id. */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}

/** A text whose parts in back-quotes are code. */
export function marked(text: string): (HTMLElement | string)[] {
  return text.split("`").map((part, at) => (at % 2 === 1 ? make("code", {}, part) : part));
}

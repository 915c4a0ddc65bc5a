/** The values of a property that is on, off, or left to the device. */
export const OnOffAutoValues = ["on", "off", "auto"] as const;

/** One of `OnOffAutoValues`; `on_off_auto` in definitions. */
export type OnOffAuto = (typeof OnOffAutoValues)[number];

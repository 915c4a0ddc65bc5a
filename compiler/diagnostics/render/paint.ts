/** What a piece of a report is, for whoever gives it a colour. */
export type Role = "error" | "warning" | "note" | "help" | "gutter" | "title" | "added" | "removed";

/** Dresses a piece of a report; the compiler itself knows no terminal. */
export type Paint = (role: Role, text: string) => string;

/** No colours. */
export const plain: Paint = (_role, text) => text;

/** How bad it is: an error stops emission, a warning does not, a note is worth knowing. */
export type Severity = "error" | "warning" | "note";

/**
 * One kind of diagnostic. Texts may hold blanks in braces, which every report fills: `unknown type \`{name}\``.
 * A blank `{hint}`, alone or at the end of a text, depends on the case at hand; general explanations leave it out.
 * `message` says what is wrong, `why` what would happen on the board, `help` the smallest next step.
 */
export interface Entry {
  readonly severity: Severity;
  /**
   * Whether an error may be waived, or have another level, with a reason: modules are sound all the same, because what it claims
   * depends on behaviour that definitions do not show, or because it is about what has no effect. Warnings and notes always may.
   */
  readonly waivable?: boolean;
  readonly message: string;
  readonly why: string;
  readonly help: string;
}

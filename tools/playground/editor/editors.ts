import { isolateHistory } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, placeholder } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { colours } from "./colours.ts";

/** What a text is for. */
interface Purpose {
  /** What people who hear the page are told. */
  readonly label: string;
  readonly language?: Extension;
  /** Whether lines that are too long are wrapped. */
  readonly wrap?: boolean;
  /** Shown while there is no text. */
  readonly empty?: string;
  /** Called with the text after each change that a user made; absent: nobody can change it. */
  readonly onEdit?: (text: string) => void;
}

/** A text on the page, and where it is replaced by another one, which begins with nothing to undo. */
export interface Editor {
  readonly view: EditorView;
  load(text: string): void;
}

/** Puts a text on the page, in an element that fills its container. */
export function makeEditor(
  parent: HTMLElement,
  { label, language = [], wrap = false, empty = "", onEdit }: Purpose,
): Editor {
  const edited = EditorView.updateListener.of((update) => {
    if (update.docChanged) onEdit?.(update.state.doc.toString());
  });
  const fixed = [EditorState.readOnly.of(true), EditorView.editable.of(false)];
  const about = EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" });
  const wrapping = wrap ? EditorView.lineWrapping : [];
  const extensions = [
    basicSetup,
    colours,
    language,
    step,
    about,
    wrapping,
    placeholder(empty),
    onEdit ? edited : fixed,
  ];
  const view = new EditorView({ parent, extensions });
  return {
    view,
    load(text) {
      if (view.state.doc.toString() !== text) view.setState(EditorState.create({ doc: text, extensions }));
    },
  };
}

/** Gives a text that the user sees another wording, as one step that can be undone; the cursor stays at its line. */
export function replaceText(view: EditorView, text: string): void {
  const { doc, selection } = view.state;
  if (doc.toString() === text) return;
  const line = doc.lineAt(selection.main.head).number;
  view.dispatch({ changes: { from: 0, to: doc.length, insert: text }, annotations: isolateHistory.of("full") });
  const { doc: now } = view.state;
  view.dispatch({ selection: { anchor: now.line(Math.min(line, now.lines)).from }, scrollIntoView: true });
}

/** TypeScript, for generated modules and behaviour. */
export const typescript: Extension = javascript({ typescript: true });

const setStep = StateEffect.define<number | null>();

/** The line of the step that is shown. */
const step = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, { effects, changes, state }) {
    let now = shown.map(changes);
    for (const effect of effects)
      if (effect.is(setStep))
        now =
          effect.value === null || effect.value > state.doc.lines
            ? Decoration.none
            : Decoration.set(Decoration.line({ class: "cm-step" }).range(state.doc.line(effect.value).from));
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Marks the line (from 1) of the step that is shown, and brings it into sight in its text, without moving the page; null: none. */
export function markStep(view: EditorView, line: number | null): void {
  view.dispatch({ effects: setStep.of(line) });
  if (line === null || line > view.state.doc.lines) return;
  const { top, bottom } = view.lineBlockAt(view.state.doc.line(line).from);
  const { scrollDOM: frame } = view;
  frame.scrollTop = Math.min(top, Math.max(bottom - frame.clientHeight, frame.scrollTop));
}

const prefix = "qdl-playground-";

/** What this browser keeps under a name between visits; null if it keeps nothing. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

/** Has the browser keep something. One that is told to keep nothing does not, and the page goes on without. */
export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    return;
  }
}

/** Tasks by name, each with what it is given and what comes back. */
export type Tasks<Kinds> = { readonly [Kind in keyof Kinds]: { readonly given: unknown; readonly answer: unknown } };

/** How a worker does its tasks. */
export type Work<Kinds extends Tasks<Kinds>> = {
  readonly [Kind in keyof Kinds]: (
    given: Kinds[Kind]["given"],
  ) => Kinds[Kind]["answer"] | Promise<Kinds[Kind]["answer"]>;
};

/** A task as it is sent to a worker. */
export interface Call {
  readonly id: number;
  readonly kind: string;
  readonly given: unknown;
}

/** What a worker sends back; `failure` says what was thrown. */
export type Reply = { readonly id: number } & ({ readonly answer: unknown } | { readonly failure: string });

/** Answers the calls that come to this worker, each with its answer or with what was thrown. */
export function serve<Kinds extends Tasks<Kinds>>(work: Work<Kinds>): void {
  addEventListener("message", ({ data }: MessageEvent<Call>) => {
    const { id, kind, given } = data;
    const task = work[kind as keyof Kinds];
    void (async () => ({ id, answer: await task(given as never) }))()
      .catch((error: unknown) => ({
        id,
        failure: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      }))
      .then((reply: Reply) => postMessage(reply));
  });
}

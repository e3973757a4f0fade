/** How a diagnosis is asked for. */
export interface Inquiry {
  /** Ends it early; it then rejects with `cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Hears a short public sentence before what may take a while. */
  readonly onProgress?: ((message: string) => void) | undefined;
}

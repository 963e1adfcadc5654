/** The window's idea of now. Relative times read it, so they all move together. */
class Clock {
  now = $state(Date.now());
  #read: () => number = Date.now;

  /** Moves every few seconds until the returned function is called. */
  start(read: () => number = Date.now): () => void {
    this.#read = read;
    this.tick();
    const timer = setInterval(() => this.tick(), 10_000);
    return () => clearInterval(timer);
  }

  tick(): void {
    this.now = this.#read();
  }
}

export const clock = new Clock();

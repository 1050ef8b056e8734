/** What is going on, on one line of a terminal that the next one overwrites; elsewhere a line each. */
export class Progress {
  #open = false;

  constructor(private readonly terminal: NodeJS.WriteStream) {}

  say(text: string): void {
    if (this.terminal.isTTY) this.terminal.write(`\r\u001b[2K${text}`);
    else this.terminal.write(`${text}\n`);
    this.#open = true;
  }

  /** Clears the line. */
  done(): void {
    if (this.#open && this.terminal.isTTY) this.terminal.write('\r\u001b[2K');
    this.#open = false;
  }
}

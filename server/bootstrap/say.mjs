/**
 * Prints one short line, German first.
 * @param {string} german
 * @param {string} english
 */
export function say(german, english) {
  process.stdout.write(`${german} · ${english}\n`);
}

/**
 * Prints a sentence that needs an action: German, English below.
 * @param {string} german
 * @param {string} english
 */
export function tell(german, english) {
  process.stderr.write(`\n${german}\n${english}\n`);
}

/** The command cannot go on; both sentences say what the person can do. */
export class StartFailed extends Error {
  /**
   * @param {string} german
   * @param {string} english
   */
  constructor(german, english) {
    super(english);
    this.german = german;
    this.english = english;
  }
}

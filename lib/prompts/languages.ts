/** Languages with a complete set of prompts in `dialplan/sounds/`. Others are spoken to in the configured one. */
export const LANGUAGES: ReadonlySet<string> = new Set(['en']);

/**
 * Tells people how set-up goes: one line that moves on a terminal, brief lines elsewhere.
 * Writes to stderr only, since stdout belongs to the program that is run afterwards.
 */

const terminal = process.stderr.isTTY === true;
const wheel = ['|', '/', '-', '\\'];

/**
 * Runs one step and shows it.
 * @param {string} title
 * @param {(note: (text: string) => void) => Promise<void>} work told how to show what it is at
 */
export async function showStep(title, work) {
  const started = Date.now();
  let note = '';
  let turn = 0;
  const draw = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    const text = `${wheel[turn++ % wheel.length]} ${title}${note ? `: ${note}` : ''} (${seconds} s)`;
    process.stderr.write(
      `\r\x1b[K${text.slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1))}`,
    );
  };
  const timer = terminal ? setInterval(draw, 120) : undefined;
  if (!terminal) {
    process.stderr.write(`set-up: ${title} ...\n`);
  }
  try {
    await work((text) => {
      note = text;
    });
  } catch (error) {
    finish(timer, '');
    throw error;
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  finish(timer, terminal ? `${title} (${seconds} s)\n` : '');
}

/**
 * @param {NodeJS.Timeout | undefined} timer
 * @param {string} text
 */
function finish(timer, text) {
  clearInterval(timer);
  process.stderr.write(terminal ? `\r\x1b[K${text}` : text);
}

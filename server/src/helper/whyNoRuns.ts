/** What is said where no program can be run, because the package has no helper for this machine. */

/** One sentence: why, and where programs are run. */
export function whyNoRuns(): string {
  const canBe = process.platform === 'linux' && process.arch === 'x64';
  return canBe
    ? 'Programs are run natively by the package nativecompile-linux-x64, which carries the helper; this one does not.'
    : 'Programs run natively on Linux for x86-64 only; here you see what they become.';
}

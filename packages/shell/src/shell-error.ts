/** A command that failed: what is printed on standard error, and the exit code of a shell that ends now. */
export class ShellError extends Error {
  override readonly name = 'ShellError';
  readonly exitCode: number;
  /** ZooKeeper's constant (NONODE, …) when the server refused; null when the line itself is wrong. */
  readonly code: string | null;
  /** What that means and what to try, which zkCli.sh does not say. */
  readonly meaning: string | null;

  constructor(
    message: string,
    {
      exitCode = 1,
      code = null,
      meaning = null,
    }: Partial<Pick<ShellError, 'exitCode' | 'code' | 'meaning'>> = {},
  ) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
    this.meaning = meaning;
  }
}

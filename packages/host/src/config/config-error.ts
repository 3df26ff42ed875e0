/** A configuration that cannot be run. The message is one sentence for the operator: what, where, what next. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

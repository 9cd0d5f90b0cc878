import { ConfigurationError } from '../../errors.js';

/** A filter pattern that AWS refuses. The message begins with AWS's own, which says nothing of the place and the reason. */
export class InvalidFilterError extends ConfigurationError {
  constructor(where: string, reason: string) {
    super(`Invalid filter pattern definition. ${where}: ${reason}`);
  }
}

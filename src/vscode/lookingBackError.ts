// The refusal of what would change the past: to commands of the learner, and as a Status to kubectl.
import { ApiStatusError } from '../apimachinery/apiStatus';

export class LookingBackError extends ApiStatusError {
  /** `clockText`: the moment that is looked back to. */
  constructor(clockText: string) {
    super(
      'ServiceUnavailable',
      `Cluster Lab is looking back at ${clockText}: nothing can be changed there. "Continue from Here" makes that moment the present, "Return to Now" leaves it.`,
    );
    this.name = 'LookingBackError';
  }
}

// The name that a write concerns: the path's, with which the body's must agree.
// Source: k8s.io/apiserver/pkg/endpoints/handlers (rest.go, checkName).
import { badRequest } from '../../apimachinery/apiStatus';

/** Throws BadRequest where the body names another object, or none. */
export function assertSameName(requested: string, inBody: string | undefined): void {
  if (inBody === requested) return;
  throw badRequest(
    inBody
      ? `the name of the object (${inBody}) does not match the name on the URL (${requested})`
      : `the name of the object (${requested} based on URL) was undeterminable: name must be provided`,
  );
}

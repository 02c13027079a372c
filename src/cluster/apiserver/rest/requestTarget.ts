// The target of an HTTP request, taken apart: path segments and query parameters.
import { badRequest } from '../../../apimachinery/apiStatus';
import { routeNotFound } from '../routeErrors';

export type QueryParameters = readonly (readonly [name: string, value: string])[];

export interface RequestTarget {
  /** As it came, without the query: `/api/v1/pods`. */
  readonly path: string;
  /** Without empty ones: slashes may be doubled or trail. */
  readonly segments: readonly string[];
  readonly query: QueryParameters;
}

/** Throws BadRequest where the percent-encoding is broken. */
export function parseTarget(target: string): RequestTarget {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  return {
    path,
    segments: pathSegments(path),
    query: query
      .split('&')
      .filter((pair) => pair !== '')
      .map(parameter),
  };
}

/** Decoded as a whole, as in Go: an encoded slash separates, too. Throws NotFound for `.` and `..`. */
function pathSegments(path: string): readonly string[] {
  const segments = decoded(path)
    .split('/')
    .filter((segment) => segment !== '');
  if (segments.includes('.') || segments.includes('..')) throw routeNotFound();
  return segments;
}

/** The first value of a parameter; undefined where it is not there. */
export function queryValue(query: QueryParameters, name: string): string | undefined {
  return query.find(([each]) => each === name)?.[1];
}

/** All values of a parameter, in their order. */
export function queryValues(query: QueryParameters, name: string): readonly string[] {
  return query.filter(([each]) => each === name).map(([, value]) => value);
}

function parameter(pair: string): readonly [string, string] {
  const equals = pair.indexOf('=');
  const name = equals < 0 ? pair : pair.slice(0, equals);
  const value = equals < 0 ? '' : pair.slice(equals + 1);
  return [decoded(name.replaceAll('+', ' ')), decoded(value.replaceAll('+', ' '))];
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw badRequest(`invalid URL escape in "${text}"`);
  }
}

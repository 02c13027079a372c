// A breakpoint in words, and as it would be typed.
import { formatLabelSelector } from '../../apimachinery/labelSelector';
import { qualifiedResource } from '../../apimachinery/resource';
import type { ClusterBreakpoint, ObjectChoice } from './clusterBreakpoint';

/** What `parseBreakpoint` reads again; the two kinds that are not typed have words of their own. */
export function breakpointText(breakpoint: ClusterBreakpoint): string {
  switch (breakpoint.type) {
    case 'change': {
      const { resource, name, path } = breakpoint;
      const what = qualifiedResource(resource) + (name === undefined ? '' : `/${name}`);
      return `change ${what}${path === undefined ? '' : ` --path ${path}`}${options(breakpoint)}`;
    }
    case 'write':
      return `write ${breakpoint.component === 'outside' ? 'kubectl' : breakpoint.component}${breakpoint.node === undefined ? '' : ` --node ${breakpoint.node}`}`;
    case 'event':
      return `event ${breakpoint.reason ?? '*'}${options(breakpoint)}`;
    case 'phase':
      return `phase ${breakpoint.phase}${options(breakpoint)}`;
    case 'nodeNotReady':
      return 'a node that is not ready any more';
  }
}

function options({ namespace, labels }: ObjectChoice): string {
  const text = labels === undefined ? '' : formatLabelSelector(labels);
  const selector = text === '' ? '' : ` -l ${text.includes(' ') ? `'${text}'` : text}`;
  return (namespace === undefined ? '' : ` -n ${namespace}`) + selector;
}

// The file system of a container when somebody first looks at it: the image's files, those that the
// kubelet writes (hosts, resolv.conf, hostname), and the mounted volumes over them.
import type { CatalogueImage } from '../imageCatalogue';
import { directory, file, isDirectory, type FileNode, type LiveDirectory } from './fileNode';
import { FileTree } from './fileTree';
import { installImageFiles } from './imageFiles';

/** A volume, or a part of one, at a place in the container. */
export interface Mount {
  readonly path: string;
  readonly node: FileNode;
}

/** What the kubelet writes and mounts. */
export interface FileSources {
  readonly mounts: readonly Mount[];
  readonly hosts: string;
  readonly resolvConf: string;
  readonly readOnlyRoot: boolean;
}

export interface ContainerFilesOptions {
  readonly image: CatalogueImage;
  readonly imageTag: string;
  readonly hostname: string;
  readonly sources: FileSources;
  /** /proc, where it leads into other containers. */
  readonly proc: LiveDirectory | undefined;
  readonly workingDirectory: string | undefined;
  /** Ms since 1970. */
  readonly startEpochMs: number;
  readonly nowEpochMs: () => number;
  readonly changed: () => void;
}

export function containerFiles(options: ContainerFilesOptions): FileTree {
  const { image, imageTag, sources, hostname, startEpochMs, workingDirectory } = options;
  const tree = new FileTree({
    nowMs: options.nowEpochMs,
    changed: options.changed,
    readOnlyRoot: sources.readOnlyRoot,
  });
  installImageFiles(tree, image, imageTag, startEpochMs);
  tree.install('/etc/hostname', file(`${hostname}\n`, startEpochMs));
  tree.install('/etc/hosts', file(sources.hosts, startEpochMs));
  tree.install('/etc/resolv.conf', file(sources.resolvConf, startEpochMs));
  if (options.proc !== undefined) tree.install('/proc', options.proc);
  // Outer mounts first, so that an inner one stands over them.
  const mounts = [...sources.mounts].sort((a, b) => a.path.length - b.path.length);
  for (const { path, node } of mounts) tree.install(path, node);
  if (workingDirectory !== undefined && !isDirectory(tree.get(workingDirectory)))
    tree.install(workingDirectory, directory(startEpochMs));
  return tree;
}

// Small objects that work as they are, to begin a document with. Snippet syntax: `${1:name}` is typed
// over, the same number changes everywhere at once.

export interface ObjectSnippet {
  readonly apiVersion: string;
  readonly kind: string;
  readonly description: string;
  readonly snippet: string;
}

export const OBJECT_SNIPPETS: readonly ObjectSnippet[] = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    description: 'One or more containers that run together on one node.',
    snippet: `apiVersion: v1
kind: Pod
metadata:
  name: \${1:web}
  labels:
    app: \${1:web}
spec:
  containers:
  - name: \${1:web}
    image: \${2:nginx}
    ports:
    - containerPort: \${3:80}
`,
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    description:
      'Keeps a number of equal pods running, and replaces them step by step when they change.',
    snippet: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: \${1:web}
spec:
  replicas: \${2:3}
  selector:
    matchLabels:
      app: \${1:web}
  template:
    metadata:
      labels:
        app: \${1:web}
    spec:
      containers:
      - name: \${1:web}
        image: \${3:nginx}
        ports:
        - containerPort: \${4:80}
`,
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    description: 'One stable address for a changing set of pods, chosen by their labels.',
    snippet: `apiVersion: v1
kind: Service
metadata:
  name: \${1:web}
spec:
  selector:
    app: \${1:web}
  ports:
  - port: \${2:80}
    targetPort: \${3:80}
`,
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    description: 'Settings that pods read as environment variables or files.',
    snippet: `apiVersion: v1
kind: ConfigMap
metadata:
  name: \${1:settings}
data:
  \${2:key}: "\${3:value}"
`,
  },
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    description: 'A room for objects of its own, with names of its own.',
    snippet: `apiVersion: v1
kind: Namespace
metadata:
  name: \${1:team}
`,
  },
];
